import type { VerifiedPart } from '@plumbline/records';
import { isBad, judgeTry } from './functions.js';
import { endWithout, lastTries, type PartRan, type Try } from './ran.js';

/** How the parts of a definition depend on each other, and how they ended. */
export interface Parts {
  readonly all: readonly PartRan[];
  /** A part and the jobs of the workflow that it calls: it has ended when they have. */
  readonly family: (id: string) => readonly PartRan[];
  /** Whether one can only begin when the other has ended. */
  readonly isBehind: (one: VerifiedPart, other: VerifiedPart) => boolean;
  /** Whether it need not have run: by its own condition, or by how one that it waits for has ended. */
  readonly maySkip: (part: VerifiedPart) => boolean;
  /** Whether the job that calls the workflow of this one has a record of its own: then it never came to it. */
  readonly isBelowRecord: (part: VerifiedPart) => boolean;
  /** Those that have not ended. */
  readonly open: readonly PartRan[];
}

export function partsOf(all: readonly PartRan[]): Parts {
  const byId = new Map(all.map((each) => [each.part.id, each]));
  const families = familiesOf(all, byId);
  const family = (id: string) => families.get(id) ?? [];
  const behind = behindOf(all, family);
  return {
    all,
    family,
    isBehind: (one, other) => behind(other.id).has(one.id),
    maySkip: ({ conditional, after }) => conditional || after.flatMap(family).some(isExcuse),
    isBelowRecord: (part) => callersOf(part, byId).some(({ ran }) => ran.length > 0),
    open: all.filter((each) => lastTries(each).some(isOpen)),
  };
}

type ById = ReadonlyMap<string, PartRan>;

/** The jobs that call the workflow of a part, from the inside out. */
function callersOf({ id, within }: VerifiedPart, byId: ById): readonly PartRan[] {
  const caller = within === null ? undefined : byId.get(within);
  // The id of what is called is longer, so that no list leads in a circle.
  if (caller === undefined || caller.part.id.length >= id.length) return [];
  return [caller, ...callersOf(caller.part, byId)];
}

function familiesOf(all: readonly PartRan[], byId: ById): ReadonlyMap<string, readonly PartRan[]> {
  const families = new Map(all.map((each) => [each.part.id, [each]]));
  for (const each of all)
    for (const { part } of callersOf(each.part, byId)) families.get(part.id)?.push(each);
  return families;
}

/** The ids of all that wait for a part, directly or for one that does. */
function behindOf(
  all: readonly PartRan[],
  family: Parts['family'],
): (id: string) => ReadonlySet<string> {
  const next = new Map<string, string[]>(all.map(({ part }) => [part.id, []]));
  for (const { part } of all)
    for (const before of new Set(
      part.after.flatMap((id) => family(id).map((each) => each.part.id)),
    ))
      next.get(before)?.push(part.id);
  const known = new Map<string, ReadonlySet<string>>();
  return (id) => {
    const found = known.get(id) ?? reached(id, next);
    known.set(id, found);
    return found;
  };
}

function reached(from: string, next: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = [...(next.get(from) ?? [])];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    waiting.push(...(next.get(id) ?? []));
  }
  return found;
}

/** What was skipped, or failed where that does not let the run go on, keeps from running what waits for it. */
function isExcuse(each: PartRan): boolean {
  const { part } = each;
  return lastTries(each).some((one) => {
    const end = endWithout(one);
    if (end === 'skipped') return true;
    if (part.mayFail) return false;
    if (end !== null) return isBad(end);
    return part.untold === null
      ? judgeTry(one, part).failed.length > 0
      : one.records.some(({ executed }) => isBad(executed.status));
  });
}

function isOpen({ records }: Try): boolean {
  return records.some(({ executed }) => executed.status === 'open');
}

/** Whether a try has come to its functions. */
export function hasBegun(one: Try): boolean {
  return endWithout(one) === null;
}
