import { expect, test } from '@jest/globals';
import { parseCondition } from '../expression/occurrences.js';
import { ANSWER } from './answers.js';
import { taintsOf } from './evaluate.js';
import type { Taint } from './taint.js';

/** Every name that ends in `text` is chosen by somebody. */
function resolve(path: readonly string[]): readonly Taint[] {
  if (path.at(-1) !== 'text') return [];
  return [
    {
      grade: 'anyone',
      name: path.join('.'),
      who: 'Whoever',
      free: true,
      lines: false,
      revision: false,
      crossed: false,
      trail: [],
    },
  ];
}

test.each([
  ['a.text', ['a.text']],
  ['a.number', []],
  ["a.text == 'x'", []],
  ["a.text == 'x' && 'b' || 'c'", []],
  ['a.text && b.text || c.number', ['b.text']],
  ["a.text || 'none'", ['a.text']],
  ['!a.text', []],
  ["contains(a.text, 'x')", []],
  ['hashFiles(a.text)', []],
  ["format('{0}-{1}', a.text, b.number)", ['a.text']],
  ["join(a.*.text, ',')", ['a.*.text']],
  ['toJSON(a.text)', ['a.text']],
  ['fromJSON(a.text).x', ['a.text']],
  ['(a || b).number', []],
  ['(a || b).text', ['a.text', 'b.text']],
  ["case(a.text == 'x', b.number, 'y')", []],
  ["case(a.x, b.text, 'y')", ['b.text']],
])('%s', (text, expected) => {
  const { expression } = parseCondition(text);
  expect(
    expression === null ? null : taintsOf(expression, resolve).map(({ name }) => name),
  ).toEqual(expected);
});

test.each([
  ['fromJSON(a.data).head.ref', [true]],
  ['fromJSON(a.data).head.sha', [false]],
  ['fromJSON(a.data).base.ref', []],
])('of an answer of GitHub: %s', (text, expected) => {
  const { expression } = parseCondition(text);
  const [answer] = resolve(['text']);
  const taints =
    expression === null
      ? []
      : taintsOf(expression, () => (answer === undefined ? [] : [{ ...answer, name: ANSWER }]));
  expect(taints.map(({ free }) => free)).toEqual(expected);
});
