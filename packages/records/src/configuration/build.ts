import {
  integer,
  list,
  object,
  oneOf,
  optional,
  text,
  type Check,
  type ValueOf,
  type Verdict,
} from '@plumbline/core';
import type { Subject } from '@plumbline/trust';
import { commitText, runShape, type RunIdentity } from '../run/run.js';
import { recordFormat } from '../statement/format.js';
import { formatTime, recordTime } from '../statement/time.js';

/** in-toto test result v0.1 (in-toto/attestation, spec/predicates/test-result.md). */
export const TEST_RESULT_PREDICATE = 'https://in-toto.io/attestation/test-result/v0.1';

/** The name under which our own facts stand in the predicate; it tells our results from those of others. */
export const BENCHMARK_KEY = 'plumbline';

const SHA256 = text({ expected: 'a SHA-256', pattern: /^[0-9a-f]{64}$/ });

const configurationShape = object({
  result: oneOf('PASSED', 'WARNED', 'FAILED'),
  configuration: list(object({ uri: text(), digest: optional(object({ sha256: SHA256 }), null) })),
  passedTests: list(text()),
  warnedTests: list(text()),
  failedTests: list(text()),
  [BENCHMARK_KEY]: object({
    mode: oneOf('enforce', 'audit'),
    level: integer(1),
    scope: oneOf('full', 'partial'),
    base: optional(commitText, null),
    version: text(),
    time: recordTime,
    notAsked: list(text()),
    waived: integer(0),
    reasons: list(text()),
  }),
  run: optional(runShape, null),
});

/** The result of the benchmark, as its record says it. */
export type ConfigurationJudged = ValueOf<typeof configurationShape>;

export const configurationRecord = recordFormat(TEST_RESULT_PREDICATE, configurationShape);

/** What the benchmark found, how it was asked, and with what result. */
export interface ConfigurationResult {
  readonly subjects: readonly Subject[];
  readonly policy: { readonly uri: string; readonly sha256: string | null };
  readonly version: string;
  readonly time: Date;
  readonly verdict: Verdict;
  /** After waivers and comparison. */
  readonly checks: readonly Check[];
  readonly conditions: ConfigurationConditions;
  readonly run: RunIdentity | null;
}

/** What weakens a result: only everything asked, enforced, and held against nothing can be PASSED. */
export interface ConfigurationConditions {
  readonly mode: 'enforce' | 'audit';
  readonly level: number;
  readonly scope: 'full' | 'partial';
  /** The commit whose findings did not count. */
  readonly base: string | null;
}

/** The statement that definitions were held against the benchmark, to be signed, or kept where there is no key. */
export function buildConfigurationResult(result: ConfigurationResult): Uint8Array {
  return configurationRecord.build({ subjects: result.subjects, predicate: predicateOf(result) });
}

/** Why a result is not PASSED, in stable words; an empty list if it is. */
function reasonsAgainst({ verdict, conditions }: ConfigurationResult): readonly string[] {
  const { mode, scope, base } = conditions;
  return [
    ...(verdict === 'pass' ? [] : [`verdict-${verdict}`]),
    ...(mode === 'enforce' ? [] : [`mode-${mode}`]),
    ...(scope === 'full' ? [] : [`scope-${scope}`]),
    ...(base === null ? [] : ['base-compared']),
  ];
}

/** WARNED: it passed, and not everything was asked or counted. */
function wordOf(verdict: Verdict, reasons: readonly string[]): ConfigurationJudged['result'] {
  if (verdict !== 'pass') return 'FAILED';
  return reasons.length === 0 ? 'PASSED' : 'WARNED';
}

function predicateOf(result: ConfigurationResult): ConfigurationJudged {
  const { policy, checks, conditions, run } = result;
  const reasons = reasonsAgainst(result);
  const ids = (...statuses: readonly Check['status'][]): readonly string[] =>
    checks.filter(({ status }) => statuses.includes(status)).map(({ id }) => id);
  return {
    result: wordOf(result.verdict, reasons),
    configuration: [
      { uri: policy.uri, digest: policy.sha256 === null ? null : { sha256: policy.sha256 } },
    ],
    passedTests: ids('pass'),
    warnedTests: ids('waived'),
    failedTests: ids('fail', 'error'),
    [BENCHMARK_KEY]: {
      ...conditions,
      version: result.version,
      time: formatTime(result.time),
      notAsked: ids('unknown', 'manual'),
      waived: checks.flatMap(({ findings }) => findings).filter(({ waiver }) => waiver).length,
      reasons,
    },
    run,
  };
}
