import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { annotations } from './annotations.js';
import { buildReport } from './report.js';
import { anyInput } from './testing/arbitrary.js';
import { check, finding, input } from './testing/samples.js';

describe('annotations', () => {
  it('shows ten checks, the most severe first, and counts the rest', () => {
    const low = Array.from({ length: 11 }, (_, index) =>
      check('fail', { id: `a${index}`, findings: [finding({ severity: 'low' })] }),
    );
    const worst = check('fail', { id: 'z', findings: [finding({ severity: 'critical' })] });
    const { items, hidden } = annotations(buildReport(input([...low, worst])));
    expect(items).toHaveLength(10);
    expect(items[0]?.title).toMatch(/^z /);
    expect(hidden).toBe(2);
  });

  it.each([
    ['a failure', check('fail'), 'enforce', ['error']],
    ['a failure in audit mode', check('fail'), 'audit', ['warning']],
    ['what cannot be decided', check('error'), 'enforce', ['warning']],
    ['a pass', check('pass'), 'enforce', []],
    ['a failure that does not count', check('fail', { counted: false }), 'enforce', []],
    ['what was not asked', check('unknown', { counted: false }), 'enforce', []],
  ] as const)('%s', (_name, only, mode, levels) => {
    const { items } = annotations(buildReport(input([only], { mode })));
    expect(items.map(({ level }) => level)).toEqual(levels);
  });

  it('says what is wrong and what to write in two sentences', () => {
    const message = 'Anybody runs shell in v1.2 here. And more. And more.';
    const findings = [finding({ message, hint: 'write "$TITLE"' })];
    const { items } = annotations(buildReport(input([check('fail', { findings })])));
    expect(items[0]?.message).toBe('Anybody runs shell in v1.2 here. Fix: write "$TITLE"');
  });

  it('loses no check and prints no control character', () => {
    fc.assert(
      fc.property(anyInput, (some) => {
        const report = buildReport(some);
        const { items, hidden } = annotations(report);
        expect(items.length + hidden).toBe(report.summary.failed + report.summary.undecided);
        for (const { title, message } of items) {
          expect(title + message).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
        }
      }),
    );
  });
});
