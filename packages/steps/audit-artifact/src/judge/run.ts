import {
  configurationRecord,
  executedRecord,
  partsOf,
  triggerRecord,
  verifiedRecord,
  type Chain,
  type ChainRecord,
  type LinkedRecord,
  type RecordFormat,
  type RunIdentity,
} from '@plumbline/records';
import { judged, skipped, type Answer, type Reason } from './answer.js';
import type { Case } from './subject.js';
import { shortCommit, WORDS } from './words.js';

/** A record of the chain and the run that it says it belongs to. */
interface Bound {
  readonly record: ChainRecord;
  readonly run: RunIdentity | null;
}

/** Whether all records are of the run that built the artifact: none is shown beside another. */
export function judgeRun({ chain }: Case): Answer {
  const { run } = chain.facts;
  if (run === null) {
    const message = 'the build record does not say of which run it is';
    return boundOf(chain).length === 0
      ? skipped('run', message)
      : judged('run', '', { doubts: [{ message }] });
  }
  const bound = boundOf(chain);
  const wrong = bound.flatMap((each) => differences(each, run));
  const doubts = bound
    .filter((each) => each.run === null)
    .map(({ record }) => ({
      message: `the ${wordOf(record)} names no run: it may have been made for another`,
    }));
  const commit = run.source === null ? '' : `, commit ${shortCommit(run.source.commit)}`;
  const said = `${String(bound.length + 1)} records of run ${run.id}${commit}`;
  return judged('run', said, { wrong, doubts });
}

function boundOf(chain: Chain): readonly Bound[] {
  return [
    ...readRuns(chain.triggers, triggerRecord),
    ...readRuns(chain.pipelines, verifiedRecord),
    ...readRuns(chain.configurations, configurationRecord),
    ...readRuns(chain.functions, executedRecord),
  ];
}

/** What cannot be read is told where it is judged. */
function readRuns(
  linked: readonly LinkedRecord[],
  format: Pick<RecordFormat<{ readonly run: RunIdentity | null }>, 'parse'>,
): readonly Bound[] {
  return linked.flatMap(({ record }) => {
    const parsed = record === null ? null : partsOf(record, format);
    return record === null || parsed?.ok !== true
      ? []
      : [{ record, run: parsed.value.predicate.run }];
  });
}

/** Attempt and invocation may differ: what is run again has a higher attempt than what was not, and a gate never a later one. */
function differences({ record, run }: Bound, of: RunIdentity): readonly Reason[] {
  if (run === null) return [];
  const facts: readonly (readonly [string, string, string])[] = [
    ['platform', run.platform, of.platform],
    ['run', run.id, of.id],
    ['event', run.event ?? 'none', of.event ?? 'none'],
    // A Task that guards a run does not know these, and leaves them unsaid: the UID is that of no other run.
    ...(run.source === null && run.platform === 'tekton'
      ? []
      : [['source', JSON.stringify(run.source), JSON.stringify(of.source)] as const]),
    ...(run.definition === null && run.platform === 'tekton'
      ? []
      : [['definition', JSON.stringify(run.definition), JSON.stringify(of.definition)] as const]),
    ['invocation', withoutAttempt(run), withoutAttempt(of)],
  ];
  const wrong = facts
    .filter(([, actual, expected]) => actual !== expected)
    .map(([what, actual, expected]) => ({
      message: `the ${wordOf(record)} is of another ${what} than the build`,
      expected,
      actual,
    }));
  const isLater = run.attempt > of.attempt;
  const later = {
    message: `the ${wordOf(record)} is of a later attempt than the build`,
    expected: `attempt ${String(of.attempt)} or before`,
    actual: `attempt ${String(run.attempt)}`,
  };
  return isLater ? [...wrong, later] : wrong;
}

function withoutAttempt({ invocation, attempt }: RunIdentity): string {
  const end = `/attempts/${String(attempt)}`;
  return invocation.endsWith(end) ? invocation.slice(0, -end.length) : invocation;
}

function wordOf({ kind }: ChainRecord): string {
  return kind === null ? 'record' : WORDS[kind];
}
