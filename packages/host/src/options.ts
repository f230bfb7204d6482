import type { Log, TaskFacts } from '@plumbline/step';

/** Somebody who can be asked; null where nobody sits at a terminal. */
export interface Terminal {
  /** Shows the question and reads one line without echo. */
  readonly askHidden: (question: string) => Promise<string>;
}

/** The surroundings of a run, passed in whole so that tests have their own. */
export interface HostOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly log: Log;
  /** `tekton`: a Task of ours; there the target's own policy is not trusted unless pinned. */
  readonly face: 'action' | 'cli' | 'tekton';
  readonly offline: boolean;
  /** Registries, `HOST[:PORT]`, that are asked by plain http. */
  readonly registryInsecure: readonly string[];
  /** For GitHub; without one no call is made. */
  readonly token: string | null;
  readonly terminal: Terminal | null;
  /** File descriptor that the path `-` is read from; null: there is none. */
  readonly stdin: number | null;
  readonly now: () => Date;
  /** Where records go when no store is named; null: nowhere. */
  readonly reports: string | null;
  /** The run that a Task is part of, where it is known. */
  readonly task?: TaskFacts | null;
}
