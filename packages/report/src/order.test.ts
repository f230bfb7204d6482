import { expect, it } from '@jest/globals';
import { severityOf } from './order.js';
import { check, finding } from './testing/samples.js';

const waiver = { why: 'w', who: '@dana', until: '2027-03-31' };

it.each([
  ['no findings', [], null],
  ['the highest', [finding({ severity: 'low' }), finding({ severity: 'medium' })], 'medium'],
  [
    'the highest that nobody waived',
    [finding({ severity: 'critical', waiver }), finding({ severity: 'low' })],
    'low',
  ],
  ['all waived', [finding({ severity: 'critical', waiver })], 'critical'],
] as const)('severityOf: %s', (_name, findings, severity) => {
  expect(severityOf(check('fail', { findings }))).toBe(severity);
});
