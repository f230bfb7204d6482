import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { renderJunit } from './junit.js';
import { buildReport, type ReportInput } from './report.js';
import { anyInput } from './testing/arbitrary.js';
import { check, finding, HOSTILE, input } from './testing/samples.js';
import { parseXml } from './testing/xml.js';

function parsed(from: ReportInput) {
  return parseXml(renderJunit(buildReport(from)));
}

describe('renderJunit', () => {
  it.each([
    ['pass', check('pass'), []],
    ['fail', check('fail'), ['failure']],
    ['error', check('error'), ['error']],
    ['unknown', check('unknown'), ['error']],
    ['not asked', check('unknown', { counted: false }), ['skipped']],
    ['fail, not counted', check('fail', { counted: false }), ['skipped']],
    ['waived', check('waived'), ['skipped']],
    ['not applicable', check('not-applicable'), ['skipped']],
  ] as const)('%s', (_name, only, names) => {
    const document = parsed(input([only, check('pass', { id: 'other' })]));
    const testcase = [...document.getElementsByTagName('testcase')].find((one) =>
      one.getAttribute('name')?.startsWith(only.id),
    );
    expect([...(testcase?.childNodes ?? [])].map((node) => node.nodeName)).toEqual(names);
  });

  it.each([
    ['nothing', []],
    ['nothing that decides', [check('manual')]],
  ])('is not green when %s was checked', (_name, checks) => {
    expect(parsed(input(checks)).getElementsByTagName('error')).toHaveLength(1);
  });

  it('is well-formed, and its numbers are those of its elements', () => {
    fc.assert(
      fc.property(anyInput, (some) => {
        const document = parsed(some);
        const suite = document.getElementsByTagName('testsuite')[0];
        for (const [attribute, element] of [
          ['tests', 'testcase'],
          ['failures', 'failure'],
          ['errors', 'error'],
          ['skipped', 'skipped'],
        ] as const) {
          expect(Number(suite?.getAttribute(attribute))).toBe(
            document.getElementsByTagName(element).length,
          );
        }
      }),
    );
  });

  it.each(HOSTILE)('keeps %j a text', (hostile) => {
    const findings = [finding({ message: hostile })];
    const document = parsed(input([check('fail', { id: 'x', title: hostile, findings })]));
    expect(document.getElementsByTagName('*')).toHaveLength(5);
  });
});

it('is refused when a character or an element is wrong', () => {
  for (const bad of ['<a>\u0000</a>', '<a>&b;</a>', '<a><b></a>', '<a b="<"/>']) {
    expect(() => parseXml(bad)).toThrow();
  }
});
