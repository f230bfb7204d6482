import type { FileTree } from '@plumbline/core';
import type { Model } from '@plumbline/pipeline';
import type { Policy } from '@plumbline/step';

/** Where the workflows run: what changed on github.com does not hold on a GitHub Enterprise Server. */
export type GitHubPlatform = 'github.com' | 'ghes';

/** What controls judge: everything that was read, and what is known of where it runs. */
export interface Subject {
  readonly model: Model;
  /** For files that are no definitions (`files.ts`). */
  readonly tree: FileTree;
  readonly platform: GitHubPlatform;
  /** Never taken from the change under test. */
  readonly policy: Policy;
  /** ISO 8601 date on which it is judged. */
  readonly today: string;
  /** Set where definitions stand in their runs: names of constants are what they stand for. */
  readonly isStarted?: boolean;
}

/**
 * An analysis that several controls share: computed once for a subject, when it is first asked for.
 * Controls never keep state of their own.
 */
export function shared<T>(compute: (subject: Subject) => T): (subject: Subject) => T {
  const known = new WeakMap<Subject, { readonly value: T }>();
  return (subject) => {
    const found = known.get(subject) ?? { value: compute(subject) };
    known.set(subject, found);
    return found.value;
  };
}
