import { globMatch } from '@plumbline/core';
import type { BuildFacts, VerifiedDefinition, VerifiedPart } from '@plumbline/records';
import type { FunctionRecord } from '../functions.js';
import { isBad, judgeTry } from './functions.js';
import { judgeGiven } from './given.js';
import { judgeOpen } from './open.js';
import { hasBegun, partsOf, type Parts } from './parts.js';
import { assign, endWithout, lastTries, type PartRan, type Ran, type Try } from './ran.js';
import { doubts, NOTHING_FOUND, together, wrong, type Findings } from './words.js';

/** What a definition is held against. */
export interface Observation {
  readonly records: readonly FunctionRecord[];
  /** `running`: the job that records it has not ended. */
  readonly status: 'succeeded' | 'failed' | 'cancelled' | 'running';
  /** Whose functions need not be listed. */
  readonly called: readonly string[];
  readonly params: BuildFacts['params'];
}

/** Every part of the definition has run as often, and every function of it has its record; nothing else has one. */
export function compare(definition: VerifiedDefinition, of: Observation): Findings {
  const { parts: ran, strangers } = assign(definition, of.records);
  const parts = partsOf(ran);
  return together([
    wrong(strangers.map(({ scope }) => `${scope} ran and the definition does not name it`)),
    ...ran.map((each) => judgePart(each, parts, of)),
    judgeOpen(parts, of.status === 'running'),
  ]);
}

function judgePart(each: PartRan, parts: Parts, of: Observation): Findings {
  const { part, ran } = each;
  const called = parts.family(part.id).slice(1);
  const isCaller = called.length > 0;
  if (ran.length === 0) {
    const isExcused = isCaller || parts.isBelowRecord(part) || isWaiting(each, parts, of);
    return wrong(isExcused ? [] : [`${part.id} is in the definition and has no record`]);
  }
  if (called.some((other) => other.ran.length > 0)) return wrong([twofold(part)]);
  const tries = lastTries(each);
  const ends = tries.map(endWithout);
  const skipped = tries.filter((_each, at) => ends[at] === 'skipped');
  if (skipped.length > 0 && !isInMatrix(part)) return judgeSkipped(each, skipped.length, parts);
  // Of a matrix that was not expanded, nothing has begun.
  const count = ends.every((end) => end !== null) ? [] : miscounted(each);
  return together([
    wrong([
      ...count,
      ...followers(each, parts),
      ...(skipped.length > 0 ? unexcused(part, parts) : []),
    ]),
    judgeFunctions(each, of),
    judgeUntold(each, of),
  ]);
}

/** What waits for a job that is under way has no record yet. */
function isWaiting({ part }: PartRan, { open, isBehind }: Parts, { status }: Observation): boolean {
  return status === 'running' && open.some((each) => isBehind(part, each.part));
}

/** A task of a pipeline that a matrix runs several times may be skipped in some of them. */
function isInMatrix({ within, most }: VerifiedPart): boolean {
  return within !== null && most !== 1;
}

function judgeSkipped({ part, ran }: PartRan, count: number, parts: Parts): Findings {
  if (count !== ran.length || count > 1) return wrong([twofold(part)]);
  return wrong(unexcused(part, parts));
}

function unexcused(part: VerifiedPart, { maySkip }: Parts): readonly string[] {
  return maySkip(part)
    ? []
    : [`${part.id} was skipped, and the definition has no condition for it`];
}

function miscounted({ part, ran }: PartRan): readonly string[] {
  const { least, most } = part;
  if (ran.length >= least && (most === null || ran.length <= most)) return [];
  const wanted = least === most ? String(least) : `${String(least)} to ${String(most ?? 'any')}`;
  return [`${part.id} ran ${String(ran.length)} times; the definition says ${wanted}`];
}

function twofold({ id }: VerifiedPart): string {
  return `${id} has records of having run and of not having run`;
}

function judgeFunctions({ part, ran }: PartRan, { status, params }: Observation): Findings {
  // A pipeline in the pipeline has params of its own.
  const seen = part.within === null ? params : [];
  const counts = status === 'succeeded' || status === 'running';
  return together(
    ran.map(({ scope, tries }) => {
      const judged = tries.map((each) =>
        part.untold !== null || !hasBegun(each) ? null : judgeTry(each, part, seen),
      );
      const last = tries.at(-1);
      const end = last === undefined ? null : endWithout(last);
      const failed = end !== null && isBad(end) ? [scope] : (judged.at(-1)?.failed ?? []);
      return together([
        wrong([
          ...judged.flatMap((each) => [...(each?.missing ?? []), ...(each?.wrong ?? [])]),
          ...tries.filter(hasBegun).flatMap((each) => judgeGiven(each, part)),
          ...(counts && !part.mayFail ? failed.map(failedWords) : []),
          ...triesOf(tries, part.retries),
        ]),
        doubts(judged.flatMap((each) => each?.doubts ?? [])),
        {
          ...NOTHING_FOUND,
          uncompared: judged.flatMap((each) => each?.uncompared ?? []),
          open: judged.flatMap((each) => each?.open ?? []),
        },
      ]);
    }),
  );
}

function failedWords(name: string): string {
  return `${name} failed, and the definition does not let the run go on`;
}

/** Tries are counted from 0 without a gap, and no more of them than the definition allows. */
function triesOf(tries: Ran['tries'], retries: number | null): readonly string[] {
  return tries.flatMap(({ scope, records }, at) => {
    const retry = records[0]?.executed.retry ?? 0;
    if (retry !== at) return [`a try of ${scope} before try ${String(retry + 1)} has no record`];
    return retries !== null && at > retries
      ? [`${scope} was tried ${String(at + 1)} times; the definition says ${String(retries + 1)}`]
      : [];
  });
}

/** The first function names the last ones of what its part waits for. */
function followers({ part, ran }: PartRan, { family }: Parts): readonly string[] {
  const before = part.after.flatMap(family);
  return ran.flatMap(({ scope, tries }) => {
    const previous = new Set(tries[0]?.records[0]?.executed.previous ?? []);
    return before
      .flatMap((other) => lastTries(other).filter((one) => isBeside(part, scope, other.part, one)))
      .filter(({ records }) => !previous.has(records.at(-1)?.record.sha256 ?? ''))
      .map((other) => `${scope} does not follow ${other.scope}, for which it waits`);
  });
}

/** Of a pipeline that a matrix runs several times, a task waits for those of its own run. */
function isBeside(
  part: VerifiedPart,
  scope: string,
  other: VerifiedPart,
  { scope: of, records }: Try,
): boolean {
  const isOfTekton = records.some(({ executed }) => executed.run.platform === 'tekton');
  return (
    !isOfTekton ||
    part.within === null ||
    part.within !== other.within ||
    outside(scope) === outside(of)
  );
}

function outside(scope: string): string {
  return scope.slice(0, Math.max(scope.lastIndexOf('/'), 0));
}

/** Whether the policy lets this be used though its functions are not listed. */
export function isCallable(untold: string, called: readonly string[]): boolean {
  return called.some((pattern) => globMatch(pattern, untold));
}

function judgeUntold({ part }: PartRan, { called }: Observation): Findings {
  const { untold } = part;
  if (untold === null || isCallable(untold, called)) return NOTHING_FOUND;
  return doubts(
    [`what ${part.id} runs is of elsewhere, so its functions are not listed: ${untold}`],
    'audit.definition.called in the policy',
  );
}
