import type { Waypoint } from '../violation.js';

/**
 * Who chooses a value, least trusted first. `anyone`: an account is enough. `author`: of a pull request, by the names of
 * its branches, files and commits. `committer`: whoever has write access, or whose commit was merged.
 * `caller`: who starts or calls the definition with parameters.
 */
export type Grade = 'anyone' | 'author' | 'committer' | 'caller';

const ORDER: readonly Grade[] = ['anyone', 'author', 'committer', 'caller'];

/** A value that somebody outside the definition chooses. */
export interface Taint {
  readonly grade: Grade;
  /** Where it enters: `github.event.issue.title`, `params.title`. */
  readonly name: string;
  /** Who chooses it, as the start of a sentence: `Whoever opens an issue`. */
  readonly who: string;
  /** Whether its characters are free; a commit id or a number is not, but may name code. */
  readonly free: boolean;
  /** Whether it can hold line breaks. */
  readonly lines: boolean;
  /** Whether it names code of a pull request: a branch, a commit, a number. */
  readonly revision: boolean;
  /** Whether it came over a boundary: an output, an input of something called, a file. */
  readonly crossed: boolean;
  /** The places that it passed, its entry first. */
  readonly trail: readonly Waypoint[];
}

/** No taint: the value is the definition's own. */
export const CLEAN: readonly Taint[] = [];

/** More ways than this to one value tell nobody more. */
const LIMIT = 6;

/** All of them, each entry once, least trusted first. */
export function union(...lists: readonly (readonly Taint[])[]): readonly Taint[] {
  const filled = lists.filter((list) => list.length > 0);
  if (filled.length <= 1) return filled[0] ?? CLEAN;
  const byEntry = new Map<string, Taint>();
  for (const taint of filled.flat()) {
    const key = `${taint.name} ${taint.free}`;
    const known = byEntry.get(key);
    if (known === undefined || worse(taint, known)) byEntry.set(key, taint);
  }
  return [...byEntry.values()].sort((a, b) => rank(a) - rank(b)).slice(0, LIMIT);
}

function rank({ grade, free }: Taint): number {
  return ORDER.indexOf(grade) + (free ? 0 : ORDER.length);
}

function worse(a: Taint, b: Taint): boolean {
  return rank(a) < rank(b);
}

/** The least trusted value with free characters. */
export function worstOf(taints: readonly Taint[]): Taint | null {
  return taints.filter(({ free }) => free).sort((a, b) => rank(a) - rank(b))[0] ?? null;
}

/** The values after one more stop; `crossed` if it is a boundary. */
export function passed(
  taints: readonly Taint[],
  stop: Waypoint,
  kind: 'boundary' | 'within',
): readonly Taint[] {
  return taints.map((taint) => ({
    ...taint,
    crossed: taint.crossed || kind === 'boundary',
    trail: taint.trail.length < 24 ? [...taint.trail, stop] : taint.trail,
  }));
}

/** The values as one line. */
export function oneLine(taints: readonly Taint[]): readonly Taint[] {
  return taints.some(({ lines }) => lines)
    ? taints.map((taint) => ({ ...taint, lines: false }))
    : taints;
}

/** What distinguishes lists of values by name, their ways aside: equal ones come to the same ends. */
export function signatureOf(values: Iterable<readonly [string, readonly Taint[]]>): string {
  const tainted = [...values].filter(([, taints]) => taints.length > 0);
  return JSON.stringify(tainted.map(([name, taints]) => [name, ...taints.map(marksOf)]));
}

function marksOf(taint: Taint): readonly unknown[] {
  const { grade, name, who, free, lines, revision, crossed } = taint;
  return [grade, name, who, free, lines, revision, crossed];
}
