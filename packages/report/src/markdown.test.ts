import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { markdownText } from './escape/markdown.js';
import { renderMarkdown } from './markdown.js';
import { buildReport } from './report.js';
import { anyInput, text } from './testing/arbitrary.js';
import { check, finding, HOSTILE, input } from './testing/samples.js';

const tableRows = (markdown: string) => markdown.split('\n').filter((line) => line.startsWith('|'));
const bars = (line: string) => line.split('|').length - 1;

describe('renderMarkdown', () => {
  it('is one line for a pass', () => {
    const markdown = renderMarkdown(buildReport(input([check('pass')], { notes: ['a'] })));
    expect(markdown.trimEnd().split('\n')).toHaveLength(1);
  });

  it('has ten rows at most and counts the others', () => {
    const checks = Array.from({ length: 13 }, (_, index) => check('fail', { id: `f${index}` }));
    const markdown = renderMarkdown(buildReport(input(checks)));
    expect(tableRows(markdown)).toHaveLength(2 + 10);
    expect(markdown).toContain('3 rows hidden');
    expect(markdown).toContain('fail: 13 checks');
  });

  it('shows the place as it is written', () => {
    expect(renderMarkdown(buildReport(input([check('fail')])))).toContain(
      '<code>a/ci.yml:3</code>',
    );
  });

  it('keeps four cells in every row, whatever the texts', () => {
    fc.assert(
      fc.property(anyInput, (some) => {
        const report = buildReport(some);
        const markdown = renderMarkdown(report);
        const rows = tableRows(markdown);
        const decisive = report.summary.failed + report.summary.undecided;
        expect(rows).toHaveLength(decisive === 0 ? 0 : 2 + Math.min(decisive, 10));
        for (const row of rows) expect(bars(row)).toBe(5);
        expect(markdown).not.toMatch(/<(?!\/?(?:code|details|summary)>)/);
      }),
    );
  });
});

describe('markdownText', () => {
  it.each(HOSTILE)('leaves no markup of %j', (hostile) => {
    expect(markdownText(hostile)).not.toMatch(/[<>|`*_[\]\\\n\r\p{Cc}\p{Cf}]|:\/\/|www\./u);
  });

  it('shows the text that it was given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (given) => {
        const shown = markdownText(given).replace(/&#(\d+);/g, (_, code: string) =>
          String.fromCharCode(Number(code)),
        );
        expect(shown).toBe(given.trim());
      }),
    );
  });

  it('never begins a block', () => {
    fc.assert(
      fc.property(text, (given) => {
        expect(`| ${markdownText(given)} |`.split('\n')).toHaveLength(1);
      }),
    );
  });
});

it('counts the findings that one row stands for', () => {
  const findings = [finding(), finding({ fingerprint: 'f2' }), finding({ fingerprint: 'f3' })];
  expect(renderMarkdown(buildReport(input([check('fail', { findings })])))).toContain(
    '(and 2 more)',
  );
});
