import type { StepDisplay, StepResult, WrittenRecord } from '@plumbline/step';
import { checksOf } from './checks.js';
import { figureOf } from './figure.js';
import type { Answer } from './judge/answer.js';
import type { Audited } from './judge/judge.js';
import { recordsOf } from './judge/time.js';
import type { Terms } from './record.js';
import { rootsOf, rootWords } from './roots.js';

const LINES_SHOWN = 60;
const WORDS: Readonly<Record<Answer['status'] | Audited['verdict'], string>> = {
  pass: 'ok',
  fail: 'fail',
  unknown: 'unknown',
  skipped: 'not asked',
};

/** What the faces show of an audit. */
export function resultOf(terms: Terms, records: readonly WrittenRecord[]): StepResult {
  const { inputs, audited, loaded, now } = terms;
  const levels = audited.map(({ level }) => level);
  const roots = rootsOf(loaded.policy);
  return {
    target: inputs.query ?? inputs.target ?? '',
    policy: loaded.origin,
    checks: checksOf(audited),
    headline: headlineOf(audited, now),
    notes: [...notesOf(audited), ...roots.map(rootWords)],
    records,
    own: { key: 'audit', value: { asOf: now.toISOString(), roots, artifacts: audited.map(ownOf) } },
    display: displayOf(audited),
    figure: figureOf(audited),
    outputs: {
      'build-level': String(Math.min(...levels)),
      vsa: records[0]?.path ?? '',
      'vsa-sha256': records[0]?.sha256 ?? '',
    },
  };
}

function headlineOf(audited: readonly Audited[], now: Date): string {
  const number = (verdict: Audited['verdict']): number =>
    audited.filter((one) => one.verdict === verdict).length;
  const many = `${String(number('pass'))} pass, ${String(number('fail'))} fail, ${String(number('unknown'))} cannot be decided`;
  const what = audited.length === 1 ? '1 artifact' : `${String(audited.length)} artifacts: ${many}`;
  return `${what} · as of ${now.toISOString().slice(0, 10)}`;
}

function notesOf(audited: readonly Audited[]): readonly string[] {
  const refused = audited.flatMap((one) => one.refused);
  const strangers = refused.filter(({ standing }) => standing === 'untrusted');
  return [
    'provenance is not safety: it says where an artifact comes from, not that it is good',
    ...(refused.length === 0
      ? []
      : [
          `records about it that do not count: ${String(refused.length)}, of these ${String(strangers.length)} by signers that the policy does not name; they fail nothing without --strict`,
        ]),
  ];
}

function displayOf(audited: readonly Audited[]): StepDisplay {
  const [first] = audited;
  const lines =
    first !== undefined && audited.length === 1
      ? first.answers.map(({ id, status, said }) => lineOf(WORDS[status], id, said))
      : audited.map((one) => lineOf(WORDS[one.verdict], one.artifact.name, problemOf(one)));
  const hidden = lines.length - LINES_SHOWN;
  return {
    lines: [
      ...lines.slice(0, LINES_SHOWN),
      ...(hidden > 0 ? [`${String(hidden)} more hidden: the JSON report has all`] : []),
    ],
    rules: () => ({}),
  };
}

function lineOf(word: string, name: string, said: string): string {
  return `${word.padEnd(10)} ${name.padEnd(14)} ${said}`.trimEnd();
}

function problemOf({ answers, verdict }: Audited): string {
  const worst = answers.find(({ status }) => status === verdict && verdict !== 'pass');
  return worst === undefined ? '' : `${worst.id}: ${worst.said}`;
}

function ownOf({ artifact, verdict, level, answers, chain, refused }: Audited): unknown {
  return {
    name: artifact.name,
    digest: artifact.digest,
    verdict,
    buildLevel: level,
    answers,
    records:
      chain === null
        ? []
        : recordsOf(chain).map(({ kind, sha256, signer, signedAt, store }) => ({
            kind,
            sha256,
            signer: { name: signer.name, ...signer.identity },
            signedAt: signedAt?.toISOString() ?? null,
            store,
          })),
    refused: refused.slice(0, 100),
  };
}
