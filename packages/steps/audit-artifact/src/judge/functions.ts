import {
  executedRecord,
  partsOf,
  type Chain,
  type ChainRecord,
  type ExecutedFunction,
  type LinkedRecord,
} from '@plumbline/records';
import { judged, skipped, type Answer, type Reason } from './answer.js';
import { claimProblems } from './claims.js';
import type { Case } from './subject.js';
import { linkProblems, signerProblems } from './words.js';

/** A function record that was found and reads well. */
export interface FunctionRecord {
  readonly record: ChainRecord;
  readonly executed: ExecutedFunction;
}

/** The function records of a chain that can be read. */
export function functionRecords(linked: readonly LinkedRecord[]): readonly FunctionRecord[] {
  return linked.flatMap(({ record }) => {
    const parsed = record === null ? null : partsOf(record, executedRecord);
    return record === null || parsed?.ok !== true
      ? []
      : [{ record, executed: parsed.value.predicate }];
  });
}

/** Whether the functions that ran are all there: by number, without a gap in any chain, and without one that nobody declared. */
export function judgeFunctions({ chain, policy }: Case): Answer {
  const { functions: linked, facts } = chain;
  const { require, signers } = policy.functions;
  if (linked.length === 0 && facts.functions === null) {
    const message = 'the build record names no function records';
    if (require === 'optional') return skipped('functions', message);
    const hint = 'or audit.functions.require: optional in the policy';
    return judged('functions', '', { wrong: [{ message, hint }] });
  }
  const found = functionRecords(linked);
  const problems = linked.map(linkProblems);
  const count = facts.functions?.count ?? linked.length;
  const wrong = [
    ...problems.flatMap((each) => each.wrong),
    ...(linked.length === count ? [] : [miscounted(count, linked.length)]),
    ...unreadable(linked, found),
    ...found.flatMap(({ record }) => signerProblems(record, signers, 'functions')),
    ...found.flatMap(({ record, executed }) => claimProblems(record, executed.run)),
    // Where a record was not found, what names it would be told of twice.
    ...(found.length === linked.length ? gaps(found, chain) : []),
    ...injected(found),
  ];
  const doubts = problems.flatMap((each) => each.doubts);
  const observed =
    facts.functions?.observed === 'platform' ? 'as the platform tells' : 'as the run itself tells';
  return judged('functions', `${String(found.length)} of ${String(count)}, ${observed}`, {
    wrong,
    doubts,
  });
}

function miscounted(count: number, named: number): Reason {
  return {
    message: 'the build record does not name as many function records as it counts',
    expected: String(count),
    actual: String(named),
  };
}

function unreadable(
  linked: readonly LinkedRecord[],
  found: readonly FunctionRecord[],
): readonly Reason[] {
  const read = new Set(found.map(({ record }) => record));
  return linked.flatMap(({ record }) =>
    record === null || read.has(record)
      ? []
      : [{ message: `a function record cannot be read: sha256:${record.sha256}` }],
  );
}

/**
 * Each record names those before it, so that one that was left out is missed by the one behind it: what `previous` names
 * must be another function or a gate of this chain, and in a scope only its first functions follow a gate or another scope.
 */
function gaps(
  found: readonly FunctionRecord[],
  { triggers, pipelines, configurations }: Chain,
): readonly Reason[] {
  const gates = [...triggers, ...pipelines, ...configurations];
  const known = new Set([
    ...found.map(({ record }) => record.sha256),
    ...gates.map(({ link }) => link.sha256),
  ]);
  const dangling = found.flatMap(({ executed }) =>
    executed.previous
      .filter((sha256) => !known.has(sha256))
      .map(() => ({
        message: `what ran before ${nameOf(executed)} is in the chain of functions and not among the records`,
      })),
  );
  return [...dangling, ...repeated(found), ...brokenScopes(found)];
}

function repeated(found: readonly FunctionRecord[]): readonly Reason[] {
  const places = Map.groupBy(found, ({ executed }) => placeOf(executed));
  return [...places.values()].flatMap((twins) =>
    twins.length < 2 || twins[0] === undefined
      ? []
      : [{ message: `there are ${String(twins.length)} records of ${nameOf(twins[0].executed)}` }],
  );
}

/** In a scope, every function but the first names the one before it. */
function brokenScopes(found: readonly FunctionRecord[]): readonly Reason[] {
  const scopes = Map.groupBy(found, ({ executed }) => executed.function.scope);
  return [...scopes.values()].flatMap((members) => {
    const inOrder = members.toSorted(byPlace);
    return inOrder.flatMap((each, index) => {
      const before = inOrder[index - 1];
      const follows = before === undefined || each.executed.previous.includes(before.record.sha256);
      return follows || isSidecar(each) || isSidecar(before)
        ? []
        : [
            {
              message: `${nameOf(each.executed)} does not follow ${nameOf(before.executed)} in the chain of functions`,
            },
          ];
    });
  });
}

function isSidecar({ executed }: FunctionRecord): boolean {
  return executed.function.role === 'sidecar';
}

/** A container that the definition does not name ran beside the functions. */
function injected(found: readonly FunctionRecord[]): readonly Reason[] {
  return found
    .filter(({ executed }) => executed.function.role === 'injected')
    .map(({ executed }) => ({
      message: `${nameOf(executed)} ran and is not in the definition`,
    }));
}

function byPlace(one: FunctionRecord, other: FunctionRecord): number {
  const [a, b] = [one.executed, other.executed];
  return a.retry - b.retry || a.function.index - b.function.index;
}

function placeOf({ function: { scope, index }, retry, run }: ExecutedFunction): string {
  return JSON.stringify([scope, index, retry, run.attempt]);
}

/** A function as people are told of it. */
export function nameOf({ function: { scope, name } }: ExecutedFunction): string {
  return `"${name}" of ${scope}`;
}
