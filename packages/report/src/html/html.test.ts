import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { buildReport } from '../report.js';
import { anyInput } from '../testing/arbitrary.js';
import { check, finding, HOSTILE, input } from '../testing/samples.js';
import { renderHtml } from './html.js';

const FIGURE = {
  title: HOSTILE[0] ?? '',
  nodes: [{ id: 'a', label: '</svg><script>', sublabel: '', group: '', shape: 'box', tone: 'bad' }],
  edges: [],
} as const;

/** Every tag that the page may hold; what a text brings must not add one. */
const TAGS =
  /^\/?(html|head|meta|title|style|body|p|h1|h2|h3|ul|li|div|article|code|mark|pre|table|tr|th|td|form|label|input|svg|desc|defs|marker|path|rect|g|text)$/;

function tagsOf(page: string): readonly string[] {
  return [...page.matchAll(/<(\/?[^\s>!]+)/g)].map(([, tag]) => tag ?? '');
}

describe('renderHtml', () => {
  it.each(HOSTILE.map((text) => [text]))('%j stays text', (text) => {
    const findings = [finding({ message: text, subject: text, hint: text, expected: text })];
    const report = buildReport({
      ...input([check('fail', { title: text, needs: [text], findings })]),
      target: text,
      headline: text,
      notes: [text],
      figure: FIGURE,
      display: { table: { head: [text], rows: [[text]] }, lines: [text], rules: () => ({}) },
    });
    const page = renderHtml(report);
    expect(tagsOf(page).filter((tag) => !TAGS.test(tag))).toEqual([]);
    expect(page).not.toMatch(/[\u2028\u2029]/);
  });

  it('any report is a page without script, and every attribute value stands in quotes', () => {
    fc.assert(
      fc.property(anyInput, (any) => {
        const tags = tagsOf(renderHtml(buildReport(any)));
        expect(tags.filter((tag) => !TAGS.test(tag))).toEqual([]);
      }),
    );
  });

  it('keeps the columns of lines, each of which is one', () => {
    const lines = ['ok    one', 'fail  two\nok    three'];
    const report = buildReport({
      ...input([check('pass')]),
      display: { lines, rules: () => ({}) },
    });
    expect(renderHtml(report)).toContain('<pre>ok    one\nfail  two ok    three</pre>');
  });

  it('allows no source of anything but its own two styles', () => {
    const page = renderHtml(buildReport({ ...input([check('pass')]), figure: FIGURE }));
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
    expect(policy).toMatch(/^default-src 'none'; style-src '/);
    const styles = [...page.matchAll(/<style>(.*?)<\/style>/gs)].map(([, style]) => style ?? '');
    expect(styles).toHaveLength(2);
    for (const style of styles) {
      const hash = createHash('sha256').update(style).digest('base64');
      expect(policy).toContain(`'sha256-${hash}'`);
    }
    expect(page).not.toMatch(/\b(?:src|href|style|on\w+)=/);
  });

  it('tells findings that say the same once, with all their places', () => {
    const at = (line: number) => ({ path: 'a.yml', line, column: 1, endLine: line, endColumn: 2 });
    const findings = [1, 2].map((line) => finding({ locations: [at(line)] }));
    const waiver = { who: 'dana', why: 'internal', until: null };
    const waived = finding({ locations: [at(3)], waiver });
    const page = renderHtml(
      buildReport(input([check('fail', { findings: [...findings, waived] })])),
    );
    expect(page).toContain('<code>a.yml:1</code>, <code>a.yml:2</code>');
    expect(page.split(finding().message)).toHaveLength(3);
  });

  it.each([
    ['  run: say ${{ title }}', '<pre>3 │ run: say <mark>${{ title </mark>}}</pre>'],
    ['run: </pre><script>', '<pre>3 │ run: &#60;/pre&#62;<mark>&#60;script&#62;</mark></pre>'],
  ])('marks the cause in %j', (line, excerpt) => {
    const report = buildReport(input([check('fail')]));
    expect(renderHtml(report, () => line)).toContain(excerpt);
    expect(renderHtml(report, () => undefined)).not.toContain('<mark>');
  });

  it('names the stops of a value, and what is known from before', () => {
    const location = { path: 'a.yml', line: 1, column: 1, endLine: 1, endColumn: 2 };
    const flow = ['event.title', 'env T'].map((message) => ({ message, location }));
    const page = renderHtml(
      buildReport(input([check('fail', { findings: [finding({ flow, known: true })] })])),
    );
    expect(page).toContain('via event.title → env T');
    expect(page).toContain('does not count');
  });

  it('says how many findings are hidden', () => {
    const findings = Array.from({ length: 203 }, (_, index) =>
      finding({ fingerprint: String(index), message: `place ${index}` }),
    );
    expect(renderHtml(buildReport(input([check('fail', { findings })])))).toContain(
      '3 more hidden',
    );
  });

  it('tells failures from doubts by word and sign, not by colour alone', () => {
    const page = renderHtml(buildReport(input([check('fail'), check('error'), check('pass')])));
    for (const words of ['✗ fails (1)', '? cannot decide (1)', '✓ in order (1)'])
      expect(page).toContain(words);
  });
});
