import { describe, expect, test } from '@jest/globals';
import { verdictOf, type Check } from '@plumbline/core';
import { builtInPolicy } from '@plumbline/step';
import type { Control, Judgement } from '../control.js';
import type { Subject } from '../subject.js';
import { subjectOf, type Circumstances } from '../testing/subject.js';
import { placeIn, type Violation } from '../violation.js';
import { workflowsOf } from '../github/steps.js';
import { runBenchmark, type Run } from './run.js';
import type { Scope } from './scope.js';

const TEXTS = {
  assessment: 'automated',
  references: [],
  rationale: '',
  audit: '',
  remediation: '',
  impact: '',
} as const;

function control(slug: string, judge: (subject: Subject) => Judgement): Control {
  return { id: '1.9.1', slug, title: slug, level: 1, ...TEXTS, legs: { G: { judge } } };
}

/** Every job named `bad…` violates it, those named `bad-maybe…` with low confidence. */
const noBadJobs = control('no-bad-jobs', (subject) =>
  workflowsOf(subject).flatMap((workflow) =>
    workflow.jobs
      .filter(({ id }) => id.value.startsWith('bad'))
      .map(({ id }): Violation => ({
        at: placeIn(workflow, id),
        address: `jobs.${id.value}`,
        subject: id.value,
        message: 'Anybody does anything.',
        hint: 'good',
        severity: 'high',
        confidence: id.value.startsWith('bad-maybe') ? 'low' : 'high',
      })),
  ),
);

const scopeOf = (...controls: readonly Scope['controls'][number][]): Scope => ({
  level: 1,
  full: true,
  controls,
});

const JOB = '    { runs-on: a, steps: [] }\n';
const PATH = '.github/workflows/ci.yml';

/** A workflow with a job for every line; what stands behind a name is a comment. */
function workflow(...lines: readonly string[]): Readonly<Record<string, string>> {
  const jobs = lines.map((line) => {
    const [name = '', comment] = line.split(' # ');
    return `  ${name}:${comment === undefined ? '' : ` # ${comment}`}\n${JOB}`;
  });
  return { [PATH]: `on: push\njobs:\n${jobs.join('')}` };
}

function checkOf(
  files: Readonly<Record<string, string>>,
  base: Run['base'] = 'trusted',
  given: Circumstances = {},
): Check {
  const run = { subject: subjectOf(files, given), scope: scopeOf(noBadJobs), base };
  const check = runBenchmark(run).checks.find(({ id }) => id === '1.9.1/G');
  if (check === undefined) throw new Error('no check');
  return check;
}

const said = ({ status, counted }: Check): string => `${status}${counted ? '' : ', not counted'}`;

describe('states', () => {
  test.each<[string, Control, string]>([
    ['nothing found', control('a', () => []), 'pass'],
    ['nothing to judge', control('a', () => 'not-applicable'), 'not-applicable, not counted'],
    ['nothing offered', control('a', () => 'not-offered'), 'unknown, not counted'],
    [
      'a bug',
      control('a', () => {
        throw new TypeError('a bug');
      }),
      'error',
    ],
    ['an open leg', { ...noBadJobs, legs: { G: { needs: ['settings'] } } }, 'unknown, not counted'],
    [
      'a leg for people',
      { ...noBadJobs, legs: { G: { needs: ['human'] } } },
      'manual, not counted',
    ],
    [
      'a platform that is not there',
      { ...noBadJobs, legs: { T: { judge: () => [] } } },
      'not-applicable, not counted',
    ],
  ])('%s', (_name, one, expected) => {
    const run = {
      subject: subjectOf(workflow('a')),
      scope: scopeOf(one),
      base: 'trusted' as const,
    };
    expect(runBenchmark(run).checks.map(said)).toEqual([expected]);
  });

  test('a bug in one control leaves the others alone', () => {
    const broken = control('broken', () => {
      throw new Error('a bug');
    });
    const run = { subject: subjectOf(workflow('bad')), scope: scopeOf(broken, noBadJobs) };
    const { checks } = runBenchmark({ ...run, base: 'trusted' });
    expect(checks.map(({ status }) => status)).toEqual(['error', 'fail']);
  });

  test('what cannot be read is never a pass', () => {
    const files = { ...workflow('a'), '.github/workflows/b.yml': 'on: [' };
    const run = { subject: subjectOf(files), scope: scopeOf(noBadJobs), base: 'trusted' as const };
    const { checks } = runBenchmark(run);
    expect(checks.map(({ id, status }) => `${id} ${status}`)).toEqual([
      'file/unreadable error',
      '1.9.1/G pass',
    ]);
    expect(verdictOf(checks)).toBe('undecidable');
  });
});

describe('what counts', () => {
  const waivers = [{ what: 'no-bad-jobs', where: PATH, why: 'w', who: '@a', until: '2026-12-31' }];
  const waived = { policy: { ...builtInPolicy, waivers } };
  const expired = { ...waived, today: '2027-01-01' };
  const IGNORED = 'bad # plumbline: ignore[no-bad-jobs] a reason';

  test.each<[string, readonly string[], string]>([
    ['a violation', ['bad'], 'fail'],
    ['low confidence', ['bad-maybe'], 'pass'],
    ['low confidence beside a violation', ['bad-maybe', 'bad'], 'fail'],
    ['a comment', [IGNORED], 'waived'],
    ['a comment with the id', ['bad # plumbline: ignore[2.1.1, 1.9.1] a reason'], 'waived'],
    ['a comment without a reason', ['bad # plumbline: ignore[no-bad-jobs]'], 'fail'],
    ['a comment for another control', ['bad # plumbline: ignore[pin-refs] a reason'], 'fail'],
    [
      'a comment on another line',
      ['good # plumbline: ignore[no-bad-jobs] a reason', 'bad'],
      'fail',
    ],
    ['a comment for one of two', [IGNORED, 'bad2'], 'fail'],
  ])('%s', (_name, lines, expected) => {
    expect(said(checkOf(workflow(...lines)))).toBe(expected);
  });

  test('a comment above the line', () => {
    const text = `on: push\njobs:\n  # plumbline: ignore[no-bad-jobs] a reason\n  # more\n  bad:\n${JOB}`;
    expect(said(checkOf({ [PATH]: text }))).toBe('waived');
  });

  test.each([
    ['in force', waived, 'waived'],
    ['over', expired, 'fail'],
  ])('a waiver that is %s', (_name, given, expected) => {
    expect(said(checkOf(workflow('bad'), 'trusted', given))).toBe(expected);
  });

  test.each([
    ['of a control that is asked', 'no-bad-jobs', 1],
    ['of one that is not', 'pin-refs', 0],
    ['of a leg that is not asked', '1.1.1/G', 0],
    ['of a check of another step', 'ref/pinned', 0],
    ['of nothing that there is', 'pin-reffs', 1],
  ])('a waiver without use, %s: %d notes', (_name, what, notes) => {
    const policy = { ...builtInPolicy, waivers: waivers.map((one) => ({ ...one, what })) };
    const subject = subjectOf(workflow('good'), { policy });
    const run = { subject, scope: scopeOf(noBadJobs), base: 'trusted' as const };
    expect(runBenchmark(run).notes).toHaveLength(notes);
  });

  test.each<[string, readonly string[], readonly string[], string]>([
    ['the same', ['bad'], ['bad'], 'fail, not counted'],
    ['one more', ['bad'], ['bad', 'bad2'], 'fail'],
    ['one less', ['bad', 'bad2'], ['bad2'], 'fail, not counted'],
    ['mended', ['bad'], ['good'], 'pass'],
    ['moved down', ['bad'], ['good', 'good2', 'bad'], 'fail, not counted'],
    ['a comment that was there', [IGNORED], [IGNORED], 'waived'],
    ['a comment that comes with what it ignores', ['good'], [IGNORED], 'fail'],
    ['a comment for what was there', ['bad'], [IGNORED], 'fail, not counted'],
  ])('against a base: %s', (_name, before, after, expected) => {
    expect(said(checkOf(workflow(...after), subjectOf(workflow(...before))))).toBe(expected);
  });

  test('in a run without a base a comment counts for nothing, and that is said', () => {
    expect(said(checkOf(workflow(IGNORED), 'nothing'))).toBe('fail');
    const run = { subject: subjectOf(workflow(IGNORED)), scope: scopeOf(noBadJobs) };
    expect(runBenchmark({ ...run, base: 'nothing' }).notes).toHaveLength(1);
    expect(runBenchmark({ ...run, base: 'trusted' }).notes).toEqual([]);
  });

  test('the findings that count are named', () => {
    const subject = subjectOf(workflow('bad', 'bad2', 'bad-maybe', IGNORED.replace('bad', 'bad3')));
    const base = subjectOf(workflow('bad', IGNORED.replace('bad', 'bad3')));
    const { checks, fresh } = runBenchmark({ subject, scope: scopeOf(noBadJobs), base });
    const named = checks
      .flatMap(({ findings }) => findings)
      .filter((one) => fresh.includes(one.fingerprint));
    expect(named.map((finding) => finding.subject)).toEqual(['bad2']);
  });

  test('a base that cannot be read is known to be so', () => {
    const broken = { ...workflow('a'), '.github/workflows/b.yml': 'on: [' };
    const run = { subject: subjectOf(broken), scope: scopeOf(noBadJobs), base: subjectOf(broken) };
    expect(runBenchmark(run).checks.map(said)).toEqual(['error, not counted', 'pass', 'pass']);
  });
});

test('score and coverage', () => {
  const open: Scope['controls'][number] = { ...noBadJobs, legs: { G: { needs: ['settings'] } } };
  const scope = scopeOf(
    noBadJobs,
    control('a', () => []),
    control('b', () => []),
    control('c', () => 'not-applicable'),
    open,
    { ...open, legs: { T: { needs: ['cluster'] } } },
  );
  const { standing } = runBenchmark({
    subject: subjectOf(workflow('bad')),
    scope,
    base: 'trusted',
  });
  expect(standing.score).toEqual({ part: 2, of: 3, percent: 66 });
  expect(standing.coverage).toEqual({ part: 3, of: 4, percent: 75 });
  expect(standing.sections).toMatchObject([
    { section: 1, pass: 2, fail: 1, notApplicable: 1, notAsked: 1 },
  ]);
});
