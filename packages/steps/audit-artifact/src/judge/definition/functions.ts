import { wildMatch } from '@plumbline/core';
import { isOfPlatform } from '@plumbline/pipeline';
import type {
  BuildFacts,
  ExecutedFunction,
  VerifiedFunction,
  VerifiedPart,
} from '@plumbline/records';
import { nameOf, type FunctionRecord } from '../functions.js';
import { align } from './align.js';
import { judgeCommand } from './command.js';
import type { Try } from './ran.js';
import type { Known } from './standing.js';
import { extraWords, missingWords } from './words.js';

/** What the records of a try say beside what its part of the definition names. */
export interface TryJudged {
  readonly missing: readonly string[];
  readonly wrong: readonly string[];
  /** What ran may be something else than the definition holds. */
  readonly doubts: readonly string[];
  /** Functions that failed and may not. */
  readonly failed: readonly string[];
  readonly uncompared: readonly string[];
  readonly open: readonly string[];
}

type Pair = readonly [VerifiedFunction, FunctionRecord];

/** Whether each function has its record, none has one beside them, and what was skipped may be. */
export function judgeTry(
  { scope, records }: Try,
  { functions, values }: VerifiedPart,
  params: BuildFacts['params'] = [],
): TryJudged {
  const judged = records.filter(({ executed }) => isJudged(executed.function.role));
  const platform = records.filter(({ executed }) => executed.function.role === 'platform');
  const { pairs, missing, extra } = align(functions, judged, isSame);
  const isOpen = judged.some(({ executed }) => executed.status === 'open');
  const last = Math.max(-1, ...pairs.map(([expected]) => functions.indexOf(expected)));
  // What comes behind the last one that is known need not have begun.
  const commands = commandsOf(pairs, { values: values ?? [], params });
  const gone = isOpen ? missing.filter((each) => functions.indexOf(each) < last) : missing;
  return {
    missing: gone.map((each) => missingWords(each, scope)),
    wrong: [...extra, ...platform.filter(isNoneOfPlatform)]
      .map(extraWords)
      .concat(skips(pairs), moved(pairs), commands.wrong),
    doubts: otherImages(pairs),
    uncompared: commands.uncompared,
    open: commands.open,
    failed: pairs.filter(hasFailed).map(([, { executed }]) => nameOf(executed)),
  };
}

/** What is injected is told of where functions are judged. */
function isJudged(role: ExecutedFunction['function']['role']): boolean {
  return role === 'step' || role === 'sidecar';
}

function isNoneOfPlatform({ executed }: FunctionRecord): boolean {
  return !isOfPlatform(executed.run.platform, executed.function.name);
}

function isSame(expected: VerifiedFunction, { executed }: FunctionRecord): boolean {
  const { function: of, run } = executed;
  if ((of.role === 'sidecar') !== (expected.role === 'sidecar')) return false;
  const isNamed = wildMatch(expected.name, of.name);
  // Of a Task commands are compared where the functions are laid beside each other by their names.
  if (run.platform === 'tekton') return isNamed && isSameKind(expected, executed);
  if (expected.kind === 'unknown' || of.kind === 'unknown') return isNamed;
  const isSameContent =
    expected.kind === of.kind &&
    (expected.uri ?? of.uri) === of.uri &&
    (expected.command?.['sha256'] ?? of.command?.['sha256']) === of.command?.['sha256'];
  // GitHub shows a name that expressions may change; what stands in the definition is what counts.
  return isSameContent;
}

/** Of a sidecar records of older versions told the image alone. */
function isSameKind({ kind, role }: VerifiedFunction, { function: of }: ExecutedFunction): boolean {
  const isUntold = role === 'sidecar' && of.command === null;
  return kind === of.kind || kind === 'unknown' || of.kind === 'unknown' || isUntold;
}

/** Whether each step of a Task ran what stands in the definition, but for the values of the run. */
function commandsOf(
  pairs: readonly Pair[],
  known: Omit<Known, 'inputs'>,
): Pick<TryJudged, 'wrong' | 'uncompared' | 'open'> {
  const judged = pairs
    .filter(([, { executed }]) => executed.run.platform === 'tekton')
    .map(([expected, { executed }]) => ({
      name: nameOf(executed),
      ...judgeCommand(expected, executed, known),
    }));
  const of = (verdict: string) => judged.filter((each) => each.verdict === verdict);
  return {
    wrong: of('other').map(({ name }) => `${name} ran another command than the definition holds`),
    uncompared: of('untold').map(({ name }) => name),
    open: judged.flatMap(({ name, open }) => open.map((each) => `${each} in ${name}`)),
  };
}

/** What a name stood for when it ran, by the log of the job, is what the definition holds. */
function moved(pairs: readonly Pair[]): readonly string[] {
  return pairs.flatMap(([{ digest }, { executed }]) => {
    const [held, ran] = [digest?.['gitCommit'], executed.function.digest?.['gitCommit']];
    return held === undefined || ran === undefined || held === ran
      ? []
      : [`${nameOf(executed)} ran at commit ${ran}; the definition holds it at ${held}`];
  });
}

/** An image that another than the definition holds, or that a runtime names by the manifest of a platform: it cannot be told. */
function otherImages(pairs: readonly Pair[]): readonly string[] {
  return pairs.flatMap(([{ digest }, { executed }]) => {
    const [held, ran] = [digest?.['sha256'], executed.function.digest?.['sha256']];
    return held === undefined || ran === undefined || held === ran
      ? []
      : [`${nameOf(executed)} ran the image sha256:${ran}; the definition holds sha256:${held}`];
  });
}

/** A function is skipped by its own condition, or since one before it has failed. */
function skips(pairs: readonly Pair[]): readonly string[] {
  return pairs.flatMap(([expected, { executed }], at) => {
    if (executed.status !== 'skipped' || expected.conditional) return [];
    const isBehindFailure = pairs.slice(0, at).some(hasFailed);
    return isBehindFailure
      ? []
      : [`${nameOf(executed)} was skipped, and the definition has no condition for it`];
  });
}

function hasFailed([{ mayFail, role }, { executed }]: Pair): boolean {
  return isBad(executed.status) && !mayFail && role === 'step';
}

export function isBad(status: string): boolean {
  return status === 'failed' || status === 'cancelled';
}
