import { expect, test } from '@jest/globals';
import { answer, notApplicable, notAsked, type Objection } from './answer.js';
import { verdictOf, type Check } from './check.js';

const question = { id: 'ref/pinned', title: 'Pinned', severity: 'high' } as const;
const at = (line: number): Objection => ({
  message: 'not pinned',
  subject: 'a/b@v1',
  locations: [{ path: 'ci.yml', line, column: 1, endLine: line, endColumn: 2 }],
});

test.each<[string, readonly Check[], string]>([
  ['no objection', [answer(question, [])], 'pass'],
  ['an objection', [answer(question, [at(1)])], 'fail'],
  ['a doubt', [answer(question, [at(1)], 'error')], 'undecidable'],
  [
    'an objection outweighs a doubt',
    [answer(question, [at(1)], 'error'), answer(question, [at(1)])],
    'fail',
  ],
  [
    'a doubt outweighs a pass',
    [answer(question, []), answer(question, [at(1)], 'error')],
    'undecidable',
  ],
  [
    'what is not asked does not count',
    [answer(question, []), notAsked(question, ['a token'])],
    'pass',
  ],
  [
    'nothing counted is no pass',
    [notApplicable(question), notAsked(question, ['a token'])],
    'undecidable',
  ],
  ['no check is no pass', [], 'undecidable'],
])('%s', (_, checks, verdict) => {
  expect(verdictOf(checks)).toBe(verdict);
});

test('a fingerprint survives that lines move, and tells subjects apart', () => {
  const of = (objection: Objection) => answer(question, [objection]).findings[0]?.fingerprint;
  expect(of(at(1))).toBe(of(at(9)));
  expect(of(at(1))).not.toBe(of({ ...at(1), subject: 'a/b@v2' }));
});
