import { describe, expect, test } from '@jest/globals';
import { signatureOf, type Taint } from './taint.js';

const TITLE: Taint = {
  ...{ grade: 'anyone', name: 'title', who: 'Whoever opens an issue', trail: [] },
  ...{ free: true, lines: false, revision: false, crossed: false },
};
const BODY: Taint = { ...TITLE, name: 'body', lines: true };

const STOP = {
  source: { path: 'a.yml', text: '', lineStarts: [0] },
  span: { start: 0, end: 0 },
  message: 'read',
};

type Values = readonly (readonly [string, readonly Taint[]])[];

describe('signature', () => {
  test.each<[string, Values, Values]>([
    [
      'clean values aside',
      [['a', [TITLE]]],
      [
        ['b', []],
        ['a', [TITLE]],
      ],
    ],
    ['ways aside', [['a', [TITLE]]], [['a', [{ ...TITLE, trail: [STOP] }]]]],
  ])('is the same, %s', (_name, one, other) => {
    expect(signatureOf(one)).toBe(signatureOf(other));
  });

  test.each<[string, Values, Values]>([
    ['name', [['a', [TITLE]]], [['b', [TITLE]]]],
    ['value', [['a', [TITLE]]], [['a', [BODY]]]],
    ['mark', [['a', [BODY]]], [['a', [{ ...BODY, lines: false }]]]],
    ['order', [['a', [TITLE, BODY]]], [['a', [BODY, TITLE]]]],
  ])('tells another %s', (_name, one, other) => {
    expect(signatureOf(one)).not.toBe(signatureOf(other));
  });

  test('a name cannot stand for values', () => {
    const forged = signatureOf([['a', [TITLE]]]).slice(3, -2);
    const two: Values = [
      ['a', [TITLE]],
      ['b', [BODY]],
    ];
    for (const end of ['],["b', '\nb', ' b'])
      expect(signatureOf([[forged + end, [BODY]]])).not.toBe(signatureOf(two));
  });
});
