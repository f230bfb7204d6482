import { describe, expect, it } from '@jest/globals';
import type { Finding } from '@plumbline/core';
import fc from 'fast-check';
import { buildReport, type ReportInput } from './report.js';
import { anyInput } from './testing/arbitrary.js';
import { check, finding, HOSTILE, input } from './testing/samples.js';
import { renderText, type TextOptions } from './text.js';

const PLAIN: TextOptions = { colour: false, width: 100, verbose: false };

function linesOf(from: ReportInput, options: Partial<TextOptions> = {}): readonly string[] {
  const text = renderText(buildReport(from), { ...PLAIN, ...options });
  expect(text.endsWith('\n')).toBe(true);
  return text.slice(0, -1).split('\n');
}

const many = (count: number, over: (index: number) => Partial<Finding>) =>
  Array.from({ length: count }, (_, index) =>
    finding({ fingerprint: String(index), ...over(index) }),
  );

describe('renderText', () => {
  it.each([
    ['pass', [check('pass')], /^pass: 1 check$/],
    ['fail', [check('fail'), check('error')], /^fail: 1 check, 1 cannot be decided$/],
    ['cannot decide', [check('error')], /^cannot decide: 1 check$/],
    ['nothing checked', [], /^cannot decide: nothing/],
  ] as const)('ends with the verdict: %s', (_name, checks, last) => {
    expect(linesOf(input(checks)).at(-1)).toMatch(last);
  });

  it('says what to run next, and that audit mode does not enforce', () => {
    const last = linesOf(input([check('fail')], { mode: 'audit', next: 'plumbline fix' })).at(-1);
    expect(last).toBe('fail: 1 check. Next: plumbline fix (audit: not enforced)');
  });

  it.each<[number, string]>([
    [3, 'Fix: h    --fix safe does it'],
    [1, 'Fix: h    --fix safe does 1 of 3'],
    [0, 'Fix: h'],
  ])('marks what the command mends: %i of 3', (safe, line) => {
    const findings = many(3, (index) => ({ hint: 'h', fix: { safe: index < safe, what: 'w' } }));
    expect(linesOf(input([check('fail', { findings })])).map((each) => each.trim())).toContain(
      line,
    );
  });

  it('shows the table of a step in the place of numbers by status', () => {
    const table = {
      head: ['Section', 'pass', 'fail'],
      rows: [
        ['1 Composition', '6', '1'],
        ['all', '31', '5'],
      ],
    };
    const display = { table, lines: ['Score 31 of 36.'], rules: () => ({}) };
    expect(linesOf(input([check('pass')], { display })).slice(-5)).toEqual([
      'Section        pass  fail',
      '1 Composition     6     1',
      'all              31     5',
      'Score 31 of 36.',
      'pass: 1 check',
    ]);
  });

  it('shows what is new and counts what is known', () => {
    const [fresh, known, doubtful] = many(3, (index) => ({ message: `place ${index}` }));
    if (!fresh || !known || !doubtful) throw new Error('three');
    const findings = [
      fresh,
      { ...known, known: true },
      { ...doubtful, confidence: 'low' as const },
    ];
    const text = linesOf(input([check('fail', { findings })])).join('\n');
    expect(text).toContain('1 place  1 known');
    expect(text).not.toMatch(/place [12]$/m);
    const old = check('fail', { counted: false, findings: [{ ...known, known: true }] });
    expect(linesOf(input([check('pass'), old])).at(-1)).toBe(
      'pass: 0 new, 1 known and not counted',
    );
  });

  it('says what the findings that it hides are about', () => {
    const subjects = ['d@1', 'e@1', 'e@1'];
    const findings = many(6, (index) => ({
      message: `message ${index}`,
      ...(index < 3 ? {} : { subject: subjects[index - 3] ?? '' }),
    }));
    expect(linesOf(input([check('fail', { findings })]))).toContain('       and e@1 (2×)  d@1');
  });

  it('is at most ten lines for a pass', () => {
    const checks = Array.from({ length: 40 }, (_, index) => check('pass', { id: `p${index}` }));
    const asked = check('unknown', { counted: false, needs: ['repository settings'] });
    const notes = Array.from({ length: 9 }, (_, index) => `note ${index}`);
    const lines = linesOf(input([...checks, asked], { notes }));
    expect(lines.length).toBeLessThanOrEqual(10);
    expect(lines).toContain('… 4 notes hidden; --verbose lists all');
    expect(lines).toContain('Not asked: 1 needs repository settings. --verbose lists them.');
  });

  it('underlines the cause', () => {
    const readLine = (path: string, line: number) =>
      path === 'a/ci.yml' && line === 3 ? '      run: echo ${{ x }}' : undefined;
    const locations = [{ path: 'a/ci.yml', line: 3, column: 17, endLine: 3, endColumn: 25 }];
    const lines = linesOf(input([check('fail', { findings: [finding({ locations })] })]), {
      readLine,
    });
    const at = lines.findIndex((line) => line.includes('│ run'));
    expect(lines[at]).toBe('       3 │ run: echo ${{ x }}');
    expect(lines[at + 1]).toBe('         │           ^^^^^^^^');
    expect(lines[at - 1]).toBe('       a/ci.yml:3:17');
  });

  it.each([20, 60, 200])('keeps an excerpt of a long line within %i columns', (width) => {
    const readLine = () => `${'a'.repeat(500)}CAUSE${'b'.repeat(500)}`;
    const locations = [{ path: 'a', line: 1, column: 501, endLine: 1, endColumn: 506 }];
    const lines = linesOf(input([check('fail', { findings: [finding({ locations })] })]), {
      readLine,
      width,
    });
    const excerpt = lines.find((line) => line.includes('│ ') && line.includes('CAUSE')) ?? '';
    expect(excerpt.length).toBeLessThanOrEqual(Math.max(width, 32));
    expect(excerpt.indexOf('CAUSE')).toBe(lines.find((line) => line.includes('^'))?.indexOf('^'));
  });

  it('hides nothing without saying how much, and nothing when asked for all', () => {
    const checks = Array.from({ length: 25 }, (_, index) => check('fail', { id: `f${index}` }));
    const from = input([
      ...checks,
      check('fail', { id: '0', findings: many(9, (index) => ({ message: `m${index}` })) }),
    ]);
    const lines = linesOf(from);
    expect(lines).toContain('… 6 checks hidden; --verbose lists all');
    expect(lines).toContain('       … 6 findings hidden; --verbose lists all');
    expect(lines.at(-1)).toBe('fail: 26 checks');
    expect(linesOf(from, { verbose: true }).join('\n')).not.toContain('hidden');
  });

  it('says the same thing once for many places', () => {
    const place = { path: 'a', line: 1, column: 1, endLine: 1, endColumn: 2 };
    const findings = many(9, (index) => ({ locations: [{ ...place, line: index + 1 }] }));
    const lines = linesOf(input([check('fail', { findings })]));
    expect(lines.filter((line) => line.includes(findings[0]?.message ?? '-'))).toHaveLength(1);
    expect(lines).toContain('       also at a:2:1');
    expect(lines).toContain('       … 6 places hidden; --verbose lists all');
  });

  it('colours on demand only', () => {
    const from = input([check('fail')]);
    expect(linesOf(from).join('')).not.toContain('\u001b');
    expect(linesOf(from, { colour: true }).join('')).toContain('\u001b[31m');
  });

  it.each(HOSTILE)('lets %j act on no terminal and no runner', (hostile) => {
    const findings = [
      finding({
        message: hostile,
        hint: hostile,
        locations: [{ path: hostile, line: 1, column: 1, endLine: 1, endColumn: 3 }],
      }),
    ];
    const checks = [
      check('fail', { id: hostile, title: hostile, findings }),
      check('unknown', { counted: false, needs: [hostile] }),
    ];
    const from = input(checks, { headline: hostile, notes: [hostile], next: hostile });
    for (const verbose of [true, false])
      expectHarmless(linesOf(from, { verbose, readLine: () => hostile }));
  });

  it('never throws and never obeys', () => {
    fc.assert(
      fc.property(
        anyInput,
        fc.boolean(),
        fc.integer({ min: 1, max: 200 }),
        (some, verbose, width) => {
          const lines = linesOf(some, { verbose, width, readLine: (path) => path });
          expectHarmless(lines);
          expect(lines.at(-1)).toMatch(/^(pass|fail|cannot decide): /);
        },
      ),
    );
  });
});

function expectHarmless(lines: readonly string[]): void {
  for (const line of lines) {
    expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
    expect(line.trimStart().startsWith('::')).toBe(false);
    expect(line).not.toContain('##[');
  }
}
