import { partsCalled } from '@plumbline/pipeline';
import type { VerifiedDefinition, VerifiedPart } from '@plumbline/records';
import type { FunctionRecord } from '../functions.js';

/** The records of one try of a job or a task, in order. */
export interface Try {
  readonly scope: string;
  readonly records: readonly FunctionRecord[];
}

/** A job or a task as it ran, once for each value of a matrix. */
export interface Ran {
  readonly scope: string;
  /** The last one is what it came to. */
  readonly tries: readonly Try[];
}

/** A part of the definition and what ran of it. */
export interface PartRan {
  readonly part: VerifiedPart;
  readonly ran: readonly Ran[];
}

/** What ran, by the parts of the definition; `strangers` are of none. */
export interface Assigned {
  readonly parts: readonly PartRan[];
  readonly strangers: readonly Ran[];
}

/** Lays the records beside the definition. Where a name may stand for several parts, the one that has none yet gets it. */
export function assign(
  { parts }: VerifiedDefinition,
  records: readonly FunctionRecord[],
): Assigned {
  const named = parts.map((part) => ({ part, names: part.names, ran: [] as Ran[] }));
  const strangers: Ran[] = [];
  for (const ran of ranOf(records)) {
    const [first, ...others] = partsCalled(named, ran.scope);
    const free = [first, ...others].find((each) => each?.ran.length === 0);
    const taken = free ?? first;
    if (taken === undefined) strangers.push(ran);
    else taken.ran.push(ran);
  }
  return { parts: named.map(({ part, ran }) => ({ part, ran })), strangers };
}

function ranOf(records: readonly FunctionRecord[]): readonly Ran[] {
  const scopes = Map.groupBy(records, ({ executed }) => executed.function.scope);
  return [...scopes].map(([scope, members]) => {
    const tries = Map.groupBy(members, ({ executed }) => executed.retry);
    const inOrder = [...tries].toSorted(([one], [other]) => one - other);
    return {
      scope,
      tries: inOrder.map(([, each]) => ({ scope, records: each.toSorted(byIndex) })),
    };
  });
}

function byIndex(one: FunctionRecord, other: FunctionRecord): number {
  return one.executed.function.index - other.executed.function.index;
}

/** How a try ended that never came to its functions: the job or the task alone has a record. Null: it came to them. */
export function endWithout({ scope, records }: Try): string | null {
  const [only, second] = records;
  if (only === undefined || second !== undefined) return null;
  const { status, function: of } = only.executed;
  const isWhole = of.name === scope && of.kind === 'unknown' && of.role === 'step';
  return isWhole && status !== 'succeeded' ? status : null;
}

/** The last try of each time that a part ran. */
export function lastTries({ ran }: PartRan): readonly Try[] {
  return ran.flatMap(({ tries }) => tries.at(-1) ?? []);
}
