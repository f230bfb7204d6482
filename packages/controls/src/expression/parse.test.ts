import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { accessesIn, accessPath } from './path.js';
import { isFault, parseExpression } from './parse.js';
import type { Expression } from './syntax.js';

/** Brackets around everything that has parts. */
function shown(expression: Expression): string {
  switch (expression.kind) {
    case 'literal':
      return typeof expression.value === 'string'
        ? `'${expression.value.replaceAll("'", "''")}'`
        : String(expression.value);
    case 'context':
      return expression.name;
    case 'index':
      return `${shown(expression.of)}[${shown(expression.key)}]`;
    case 'star':
      return `${shown(expression.of)}.*`;
    case 'not':
      return `!(${shown(expression.of)})`;
    case 'call':
      return `${expression.name}(${expression.args.map(shown).join(', ')})`;
    case 'binary':
      return `(${shown(expression.left)} ${expression.operator} ${shown(expression.right)})`;
  }
}

function read(text: string): string {
  const parsed = parseExpression(text);
  return isFault(parsed) ? `fault at ${parsed.start}` : shown(parsed);
}

test.each([
  ['GitHub.Event.Issue', "github['event']['issue']"],
  ["github['head_ref']", "github['head_ref']"],
  ['a || b && c == d', '(a || (b && (c == d)))'],
  ['a && b || c', '((a && b) || c)'],
  ['!a == b', '(!(a) == b)'],
  ['(a || b) && c', '((a || b) && c)'],
  ["contains(x.*.name, 'it''s')", "contains(x.*['name'], 'it''s')"],
  ['x[*].y[0]', "x.*['y'][0]"],
  ['-1.5e3 < 0xff', '(-1500 < 255)'],
  ['true && null', '(true && null)'],
  ['toJSON( github )', 'tojson(github)'],
  ['steps.a-b.outputs.c_d', "steps['a-b']['outputs']['c_d']"],
])('%s', (text, expected) => {
  expect(read(text)).toBe(expected);
});

test.each([
  ['', 0],
  ['a ||', 4],
  ["'open", 0],
  ['a b', 2],
  ['f(a,', 4],
  ['"double"', 0],
  ['a.', 2],
  [`${'('.repeat(200)}a${')'.repeat(200)}`, 101],
])('%s has no meaning', (text, at) => {
  expect(read(text)).toBe(`fault at ${at}`);
});

const leaf = fc.oneof(
  fc.string().map((value): string => `'${value.replaceAll("'", "''").replaceAll('\0', '')}'`),
  fc.integer({ min: 0, max: 9999 }).map(String),
  fc.constantFrom('github.actor', 'true', 'inputs.x', "steps['a'].outputs.b"),
);
const { tree } = fc.letrec<{ tree: string }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc
      .tuple(tie('tree'), fc.constantFrom('==', '&&', '||', '<'), tie('tree'))
      .map(([a, o, b]) => `(${a}) ${o} (${b})`),
    tie('tree').map((a) => `!(${a})`),
    tie('tree').map((a) => `format('{0}', ${a})`),
  ),
}));

test('what is shown reads as the same again', () => {
  fc.assert(
    fc.property(tree, (text) => {
      const once = read(text);
      expect(once).not.toMatch(/^fault/);
      expect(read(once)).toBe(once);
    }),
  );
});

test('no text makes it fail otherwise than by a fault', () => {
  fc.assert(fc.property(fc.string(), (text) => void parseExpression(text)));
});

describe('paths', () => {
  const path = (text: string) => {
    const parsed = parseExpression(text);
    return isFault(parsed) ? null : accessPath(parsed)?.join('.');
  };
  test.each([
    ["github.event.commits[0]['Message']", 'github.event.commits.*.message'],
    ['a[b.c].d', 'a.*.d'],
    ['f(x).y', undefined],
  ])('%s', (text, expected) => {
    expect(path(text)).toBe(expected);
  });
  test('those in an expression, with what stands in brackets', () => {
    const parsed = parseExpression('a.b && f(c[d.e], !g)');
    expect(isFault(parsed) ? [] : accessesIn(parsed).map((one) => one.join('.'))).toEqual([
      'a.b',
      'c.*',
      'd.e',
      'g',
    ]);
  });
});
