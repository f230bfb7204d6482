import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { buildReport, type ReportInput } from '../report.js';
import { anyInput, text } from '../testing/arbitrary.js';
import { check, finding, HOSTILE, input } from '../testing/samples.js';
import { sarifErrors } from '../testing/sarif-schema.js';
import { renderSarif } from './sarif.js';
import { relativeUri } from './uri.js';

interface Log {
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
      readonly invocations: readonly [
        { executionSuccessful: boolean; toolExecutionNotifications: unknown[] },
      ];
      readonly results: readonly Record<string, unknown>[];
    },
  ];
}

function logOf(from: ReportInput): Log {
  return JSON.parse(renderSarif(buildReport(from))) as Log;
}

const waiver = { why: 'moves in Q1', who: '@dana', until: '2027-03-31' };

describe('renderSarif', () => {
  it('is valid by the published schema for any result', () => {
    fc.assert(
      fc.property(anyInput, (some) => {
        expect(sarifErrors(logOf(some))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('carries the help of rules, the way of values and what calls a file', () => {
    const uri = 'https://example.com/untrusted-text';
    const display = {
      table: { head: [], rows: [] },
      lines: [],
      rules: () => ({ 'untrusted-text': { help: '# Why', uri, tags: ['CICD-SEC-4'] } }),
    };
    const [at] = finding().locations;
    const flow = at === undefined ? [] : [{ message: 'the title', location: at }];
    const calledFrom = at === undefined ? [] : [at];
    const log = logOf(
      input([check('fail', { findings: [finding({ flow, calledFrom })] })], { display }),
    );
    expect(log.runs[0].tool.driver.rules).toMatchObject([
      {
        helpUri: uri,
        help: { markdown: '# Why' },
        properties: { tags: ['security', 'CICD-SEC-4'] },
      },
    ]);
    expect(log.runs[0].results).toMatchObject([
      {
        relatedLocations: [{ message: { text: 'called from here' } }],
        codeFlows: [
          { threadFlows: [{ locations: [{ location: { message: { text: 'the title' } } }] }] },
        ],
      },
    ]);
  });

  it.each([
    ['known from the base', { known: true }, { kind: 'fail', properties: { counted: false } }],
    ['of low confidence', { confidence: 'low' as const }, { kind: 'review', level: 'none' }],
    [
      'ignored by a comment',
      { waiver: { ...waiver, until: null } },
      { suppressions: [{ kind: 'inSource' }] },
    ],
  ])('says of a finding that is %s', (_name, over, expected) => {
    const log = logOf(input([check('fail', { findings: [finding(over)] })]));
    expect(log.runs[0].results).toMatchObject([expected]);
  });

  it.each([
    ['a result without a message', { results: [{ ruleId: 'a' }] }],
    [
      'a line 0',
      {
        results: [
          {
            message: { text: 'a' },
            locations: [{ physicalLocation: { region: { startLine: 0 } } }],
          },
        ],
      },
    ],
    ['an unknown key', { more: 1 }],
    [
      'a space in a URI',
      {
        results: [
          {
            message: { text: 'a' },
            locations: [{ physicalLocation: { artifactLocation: { uri: 'a b' } } }],
          },
        ],
      },
    ],
  ])('is checked by a schema that refuses %s', (_name, over) => {
    const log = logOf(input([]));
    expect(sarifErrors({ ...log, runs: [{ ...log.runs[0], ...over }] })).not.toEqual([]);
  });

  it('has one rule per slug, and every result points to its own', () => {
    const [run] = logOf(
      input([
        check('fail', { id: '1/T' }),
        check('fail', { id: '1/G' }),
        check('fail', { id: '2/G', slug: 'pin-refs' }),
      ]),
    ).runs;
    expect(run.tool.driver.rules.map(({ id }) => id)).toEqual(['untrusted-text', 'pin-refs']);
    expect(run.results.map(({ ruleIndex, ruleId }) => [ruleIndex, ruleId])).toEqual([
      [0, 'untrusted-text'],
      [0, 'untrusted-text'],
      [1, 'pin-refs'],
    ]);
  });

  it.each([
    ['critical', 'error'],
    ['high', 'error'],
    ['medium', 'warning'],
    ['low', 'note'],
    ['info', 'note'],
  ] as const)('gives %s the level %s', (severity, level) => {
    const [run] = logOf(input([check('fail', { findings: [finding({ severity })] })])).runs;
    expect(run.results).toMatchObject([{ kind: 'fail', level }]);
  });

  it('states a place with its region, the others as related, and a stable fingerprint', () => {
    const place = { path: 'a b/ü:c.yml', line: 2, column: 3, endLine: 2, endColumn: 9 };
    const findings = [finding({ locations: [place, { ...place, path: 'd' }] })];
    const [run] = logOf(input([check('fail', { findings })])).runs;
    expect(run.results).toMatchObject([
      {
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: 'a%20b/%C3%BC%3Ac.yml', uriBaseId: '%SRCROOT%' },
              region: { startLine: 2, startColumn: 3, endLine: 2, endColumn: 9 },
            },
          },
        ],
        relatedLocations: [{ physicalLocation: { artifactLocation: { uri: 'd' } } }],
        partialFingerprints: { 'plumbline/v1': 'f1' },
      },
    ]);
  });

  it('shows what was waived as suppressed', () => {
    const [run] = logOf(input([check('waived', { findings: [finding({ waiver })] })])).runs;
    expect(run.results).toMatchObject([
      {
        kind: 'fail',
        suppressions: [{ kind: 'external', status: 'accepted', justification: 'moves in Q1' }],
      },
    ]);
  });

  it.each([
    ['a pass', [check('pass')], { ok: true, notified: 0, kinds: [] }],
    [
      'an undecided check',
      [check('error', { findings: [finding()] })],
      { ok: false, notified: 1, kinds: ['open'] },
    ],
    [
      'an undecided check without findings',
      [check('unknown')],
      { ok: false, notified: 1, kinds: [] },
    ],
    [
      'a check that was not asked',
      [check('pass'), check('unknown', { counted: false })],
      { ok: true, notified: 0, kinds: [] },
    ],
    [
      'a manual check',
      [check('pass'), check('manual', { findings: [finding()], counted: false })],
      { ok: true, notified: 0, kinds: ['review'] },
    ],
    ['nothing', [], { ok: false, notified: 1, kinds: [] }],
    ['nothing that decides', [check('manual')], { ok: false, notified: 1, kinds: [] }],
  ] as const)('%s: success, notifications and results', (_name, checks, expected) => {
    const [{ invocations, results }] = logOf(input(checks)).runs;
    const [{ executionSuccessful: ok, toolExecutionNotifications: notified }] = invocations;
    const kinds = results.map(({ kind }) => kind);
    expect({ ok, notified: notified.length, kinds }).toEqual(expected);
  });

  it('has no link, placeholder or control character in a message', () => {
    for (const message of [...HOSTILE, '\\[a](b)', '[a\\](b)']) {
      const [run] = logOf(
        input([check('fail', { findings: [finding({ message, hint: message })] })]),
      ).runs;
      const { text: said } = run.results[0]?.['message'] as { text: string };
      expect(said).not.toMatch(/\]\(|(?<!\{)\{\d+\}|[\p{Cc}\p{Cf}\u2028\u2029]/u);
    }
  });
});

describe('relativeUri', () => {
  it('leads to the same path below the base, and nowhere else', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), (segments) => {
        const uri = relativeUri(segments.join('/'));
        const { href, search, hash } = new URL(uri, 'https://base.example/root/');
        expect(href.startsWith('https://base.example/root/')).toBe(true);
        expect(search + hash).toBe('');
        expect(decodeURIComponent(uri)).toBe(
          segments
            .join('/')
            .toWellFormed()
            .split('/')
            .filter((part) => !['', '.', '..'].includes(part))
            .join('/'),
        );
      }),
    );
  });
});
