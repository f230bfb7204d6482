import { wildMatch } from '@plumbline/core';

/** What the definition says of one function: of a step of a job or a Task, or of a sidecar. */
export interface DefinedFunction {
  /** As the platform shows it; `*` stands for what only the run tells. */
  readonly name: string;
  readonly role: 'step' | 'sidecar';
  readonly kind: 'action' | 'image' | 'script' | 'unknown';
  readonly uri: string | null;
  readonly digest: Readonly<Record<string, string>> | null;
  /** Of the script, or of command and arguments; null where a value of the run stands in it. */
  readonly command: Readonly<Record<string, string>> | null;
  /** On Tekton, without `command`: what that would be of, with the variables as they are written; null: it is not told. */
  readonly template: string | null;
  /** Whether a condition of its own lets it be skipped. */
  readonly conditional: boolean;
  /** Whether what comes behind it goes on when it fails. */
  readonly mayFail: boolean;
}

/** What a variable of Tekton may stand for: `params.x`, as it is written without `$(` and `)`. */
export interface DefinedValue {
  readonly name: string;
  readonly value: string;
}

/** A param that is given; `value` is null where only the run tells. */
export interface DefinedParam {
  readonly name: string;
  readonly value: string | null;
}

/** A job of a workflow, or a task of a pipeline, and what the definition says of its functions. */
export interface DefinedPart {
  /** Unique in its definition: the id of the job, below the job that calls its workflow (`gate/scan`). */
  readonly id: string;
  /** The part that calls its workflow. */
  readonly within: string | null;
  /** What the platform may call it; `*` stands for what only the run tells. */
  readonly names: readonly string[];
  /** How often it runs: more than once where there is a matrix. */
  readonly least: number;
  /** Null: only the run tells. */
  readonly most: number | null;
  /** How often a failed try may be repeated; null: only the run tells. */
  readonly retries: number | null;
  /** The parts that it waits for. */
  readonly after: readonly string[];
  /** Whether a condition of its own lets it be skipped. */
  readonly conditional: boolean;
  /** Whether the run goes on when it fails. */
  readonly mayFail: boolean;
  /** What it uses from elsewhere: the functions of that cannot be told here. */
  readonly untold: string | null;
  /** What variables in templates stand for, where the definition says it. */
  readonly values: readonly DefinedValue[];
  /** The params that a pipeline gives to it; null: it is started by itself, with what somebody likes. */
  readonly given: readonly DefinedParam[] | null;
  readonly functions: readonly DefinedFunction[];
}

/** What GitHub allows a matrix to become, and the default of Tekton (`default-max-matrix-combinations-count`). */
export const MOST_OF_MATRIX = 256;

/** Whether the platform may call a part or a function so; twins are told apart by a number behind the name. */
export function isCalled({ names }: Pick<DefinedPart, 'names'>, shown: string): boolean {
  const bare = shown.replace(/\[\d+\]$/, '');
  return names.some((name) => wildMatch(name, shown) || wildMatch(name, bare));
}

/** The parts that a name may stand for: those that have it exactly before those that only the run names. */
export function partsCalled<T extends Pick<DefinedPart, 'names'>>(
  parts: readonly T[],
  shown: string,
): readonly T[] {
  const all = parts.filter((part) => isCalled(part, shown));
  const exact = all.filter(({ names }) => isCalled({ names: names.filter(isLiteral) }, shown));
  return exact.length > 0 ? exact : all;
}

function isLiteral(name: string): boolean {
  return !name.includes('*');
}
