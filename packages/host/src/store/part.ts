import { ok, type Fault, type Result } from '@plumbline/core';
import type { StoreProblem } from '@plumbline/step';

/** Something that a registry lists: its content, or what is wrong with it. */
type Part<T> = { readonly content: T } | { readonly problem: StoreProblem };

/** Of faults those that say what lies there, and not whether the registry could be asked. */
const OF_CONTENT: ReadonlySet<string> = new Set(['REGISTRY_ANSWER', 'REGISTRY_LIMIT']);

/** Whoever can push can put there what nobody can read: that is told, and hides nothing beside it. */
export function partOf<T>(what: string, answer: Result<T | null, Fault>): Result<Part<T>, Fault> {
  if (!answer.ok) {
    const { code, message } = answer.error;
    return OF_CONTENT.has(code) ? ok({ problem: damaged(`${what}: ${message}`) }) : answer;
  }
  const content = answer.value;
  return ok(
    content === null ? { problem: damaged(`${what} is listed and not there`) } : { content },
  );
}

export function damaged(message: string): StoreProblem {
  return { code: 'damaged', message };
}
