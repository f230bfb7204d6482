import { expect, it } from '@jest/globals';
import { byUrgency, severityOf } from './order.js';
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

it('ids are ordered as a collator orders them', () => {
  const collator = new Intl.Collator('en', { numeric: true });
  const ids = ['1.2.3/G', '1.2/G', '1.10.1/G', '1.9.1/T', '1.9.1/G', 'base/compared', 'base/x-2'];
  const checks = [...ids, 'base/x-10', 'file/unreadable', 'ref/in-cluster', 'ref/pinned'].map(
    (id) => ({ ...check('pass'), id }),
  );
  for (const one of checks)
    for (const other of checks)
      expect(Math.sign(byUrgency(one, other))).toBe(Math.sign(collator.compare(one.id, other.id)));
});
