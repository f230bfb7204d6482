import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { faultReport } from './fault-report.js';
import { renderJson } from './json.js';
import { buildReport } from './report.js';
import { anyInput } from './testing/arbitrary.js';
import { check, finding, input } from './testing/samples.js';
import { schemaErrors } from './testing/schema.js';

const at = (line: number) => ({ path: 'a.yml', line, column: 1, endLine: line, endColumn: 2 });

describe('buildReport', () => {
  it('puts failures by severity first, then what cannot be decided, then the rest, by id', () => {
    const severe = (severity: 'low' | 'critical') => [finding({ severity })];
    const report = buildReport(
      input([
        check('pass', { id: '10.1/G' }),
        check('pass', { id: '2.1/G' }),
        check('unknown', { id: 'u', counted: false }),
        check('error', { id: 'e' }),
        check('fail', { id: 'old', counted: false }),
        check('fail', { id: 'b', findings: severe('low') }),
        check('fail', { id: 'c', findings: severe('critical') }),
        check('fail', { id: 'a', findings: severe('low') }),
      ]),
    );
    expect(report.checks.map(({ id }) => id)).toEqual([
      'c',
      'a',
      'b',
      'e',
      '2.1/G',
      '10.1/G',
      'old',
      'u',
    ]);
  });

  it('unites the places of the findings and sorts them by severity and place', () => {
    const findings = [
      finding({ severity: 'low', locations: [at(1)], fingerprint: '3' }),
      finding({ locations: [at(9), at(1)], fingerprint: '2' }),
      finding({ locations: [at(2)], fingerprint: '1' }),
    ];
    const [only] = buildReport(input([check('fail', { findings })])).checks;
    expect(only?.findings.map(({ fingerprint }) => fingerprint)).toEqual(['1', '2', '3']);
    expect(only?.locations.map(({ line }) => line)).toEqual([2, 9, 1]);
  });

  it.each([
    ['nothing was checked', [], { verdict: 'undecidable', failed: 0, undecided: 0 }],
    ['all passed', [check('pass')], { verdict: 'pass', failed: 0, undecided: 0 }],
    [
      'one failed',
      [check('pass'), check('fail'), check('error')],
      { verdict: 'fail', failed: 1, undecided: 1 },
    ],
    [
      'a failure that does not count',
      [check('pass'), check('fail', { counted: false })],
      { verdict: 'pass', failed: 0, undecided: 0 },
    ],
    [
      'not asked',
      [check('pass'), check('unknown', { counted: false })],
      { verdict: 'pass', failed: 0, undecided: 0 },
    ],
    [
      'asked and unknown',
      [check('pass'), check('unknown')],
      { verdict: 'undecidable', failed: 0, undecided: 1 },
    ],
  ] as const)('%s', (_name, checks, expected) => {
    const { verdict, summary } = buildReport(input(checks));
    const { failed, undecided } = summary;
    expect({ verdict, failed, undecided }).toEqual(expected);
    expect(summary.checks).toBe(checks.length);
  });

  it('carries the own part under its key', () => {
    const report = buildReport(input([], { own: { key: 'references', value: [1] } }));
    expect(report['references']).toEqual([1]);
    expect(schemaErrors('report-v1.json', report)).toEqual([]);
  });

  it.each(['checks', 'verdict', 'schemaVersion', '__proto__', 'constructor', 'a-b', ''])(
    'takes the own key %j for a bug',
    (key) => {
      expect(() => buildReport(input([], { own: { key, value: 1 } }))).toThrow(/own key/);
    },
  );

  it('is the same whatever the order of the checks', () => {
    fc.assert(
      fc.property(anyInput, (some) => {
        const checks = [...new Map(some.checks.map((one) => [one.id, one])).values()];
        const report = buildReport({ ...some, checks });
        expect(
          buildReport({ ...some, checks: checks.toReversed() }).checks.map(({ id }) => id),
        ).toEqual(report.checks.map(({ id }) => id));
      }),
    );
  });
});

describe('the schema', () => {
  it('fits every report, and what is printed is what was built', () => {
    fc.assert(
      fc.property(anyInput, (some) => {
        const report = buildReport(some);
        const printed = renderJson(report);
        expect(printed).not.toMatch(/[\u2028\u2029]/);
        expect(JSON.parse(printed)).toEqual(
          JSON.parse(JSON.stringify({ ...report, display: undefined })),
        );
        expect(schemaErrors('report-v1.json', JSON.parse(printed))).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it.each([
    ['two own parts', { mine: 1, yours: 2 }],
    ['an own part with another spelling', { 'my-part': 1 }],
    ['an unknown verdict', { verdict: 'ok' }],
    ['another version', { schemaVersion: 2 }],
    ['a summary with a key more', { summary: { ...buildReport(input([])).summary, more: 1 } }],
    ['a check with a key more', { checks: [{ ...check('pass'), locations: [], more: 1 }] }],
    ['a check without locations', { checks: [check('pass')] }],
    ['line 0', { checks: [{ ...check('pass'), locations: [at(0)] }] }],
    ['a digest that is none', { records: [{ kind: 'V', sha256: 'abc', path: 'a' }] }],
  ])('refuses %s', (_name, over) => {
    expect(schemaErrors('report-v1.json', { ...buildReport(input([])), ...over })).not.toEqual([]);
  });

  it.each([
    { kind: 'usage', code: 'KEY_UNREADABLE', message: 'no key' } as const,
    { kind: 'undecidable', code: 'X', message: 'm', hint: 'h', location: at(1) } as const,
  ])('fits the report of a fault', (fault) => {
    const report = faultReport('sign-pipeline', '1.0.0', fault);
    expect(schemaErrors('fault-v1.json', JSON.parse(renderJson(report)))).toEqual([]);
    expect(schemaErrors('fault-v1.json', { ...report, more: 1 })).not.toEqual([]);
  });
});
