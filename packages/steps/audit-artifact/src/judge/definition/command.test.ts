import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson, sha256Hex } from '@plumbline/core';
import { NO_COMMAND, textPieces } from '@plumbline/pipeline';
import type { ExecutedFunction, VerifiedFunction, VerifiedPart } from '@plumbline/records';
import { definedFunction, executedFunction } from '../../testing/chain.js';
import { judgeCommand } from './command.js';
import { isFrom } from './template.js';

type Input = readonly [string, string | null];
type Values = NonNullable<VerifiedPart['values']>;

interface Case {
  readonly kind?: VerifiedFunction['kind'];
  readonly inputs?: readonly Input[];
  readonly values?: readonly Input[];
  readonly params?: readonly Input[];
  readonly changes?: Partial<ExecutedFunction['function']>;
}

/** What is said of a text that ran, laid beside a template. */
function judge(template: string, text: string, of: Case = {}) {
  const { kind = 'script', inputs = [], values = [], params = [], changes = {} } = of;
  const named = (all: readonly Input[]): Values => all.map(([name, value]) => ({ name, value }));
  const one = executedFunction(1, 'x');
  const executed = {
    ...one,
    inputs: named(inputs),
    function: { ...one.function, kind, text, command: { sha256: sha256Hex(text) }, ...changes },
  };
  const expected = definedFunction('x', { kind, command: null, template });
  return judgeCommand(expected, executed, { values: named(values), params: named(params) });
}

const list = (command: readonly string[], args: readonly string[] = []) =>
  canonicalJson({ command, args });

describe('a script', () => {
  type Row = readonly [string, string, string, Case, string, readonly string[]];
  test.each<Row>([
    ['a recorded value', 'make $(params.x)', 'make all', { inputs: [['x', 'all']] }, 'same', []],
    ['another value', 'make $(params.x)', 'make evil', { inputs: [['x', 'all']] }, 'other', []],
    [
      'a hostile literal',
      'make $(params.x)',
      'evil; make all',
      { inputs: [['x', 'all']] },
      'other',
      [],
    ],
    [
      'a hostile end',
      'make $(params.x)',
      'make all; evil',
      { inputs: [['x', 'all']] },
      'other',
      [],
    ],
    ['brackets', `$(params["x"]) $(params['x'])`, 'a a', { inputs: [['x', 'a']] }, 'same', []],
    ['an item', '$(params.x[1])', 'b', { inputs: [['x', '["a","b"]']] }, 'same', []],
    ['another item', '$(params.x[1])', 'a', { inputs: [['x', '["a","b"]']] }, 'other', []],
    ['a key', '$(params.x.k)', 'v', { inputs: [['x', '{"k":"v"}']] }, 'same', []],
    ['a default', 'a $(params.x)', 'a 1', { values: [['params.x', '1']] }, 'same', []],
    ['no default of its', 'a $(params.x)', 'a 2', { values: [['params.x', '1']] }, 'other', []],
    [
      'a value of the run around it',
      'a $(params.x)',
      'a 2',
      { values: [['params.x', '1']], params: [['x', '2']] },
      'same',
      [],
    ],
    [
      'one that is not recorded',
      'a $(params.x)',
      'a 2',
      { values: [['params.x', '1']], params: [['x', null]] },
      'same',
      ['params.x'],
    ],
    ['neither', 'a $(params.x)', 'a 3', { params: [['x', '2']] }, 'other', []],
    ['an empty default', 'a$(params.x)', 'a', { values: [['params.x', null]] }, 'same', []],
    [
      'a value before a default',
      'a $(params.x)',
      'a 1',
      { values: [['params.x', '1']], inputs: [['x', '2']] },
      'other',
      [],
    ],
    [
      'a value that is not recorded',
      'a $(params.x)!',
      'a s3cret!',
      { inputs: [['x', null]] },
      'same',
      ['params.x'],
    ],
    ['a literal behind it', 'a $(params.x)!', 'a s3cret?', { inputs: [['x', null]] }, 'other', []],
    [
      'results of another task',
      'a $(tasks.b.results.c) d',
      'a x y d',
      {},
      'same',
      ['tasks.b.results.c'],
    ],
    ['the name of the run', 'a $(context.taskRun.name).', 'a run-1.', {}, 'same', []],
    ['more than a name', 'a $(context.taskRun.name).', 'a $(evil).', {}, 'other', []],
    ['a path', 'x $(results.r.path)', 'x /tekton/results/r', {}, 'same', []],
    ['another path', 'x $(results.r.path)', 'x /tekton/results/s', {}, 'other', []],
    [
      'what Tekton leaves',
      'x $(steps.a.results.b)',
      'x $(steps.a.results.b)',
      {},
      'same',
      ['steps.a.results.b'],
    ],
    [
      'what the shell replaces',
      'x $(date) $(params.x)',
      'x $(date) 1',
      { inputs: [['x', '1']] },
      'same',
      [],
    ],
    [
      'another command of the shell',
      'x $(date) $(params.x)',
      'x $(evil) 1',
      { inputs: [['x', '1']] },
      'other',
      [],
    ],
    [
      'a value that is replaced again',
      'x $(params.x)',
      'x run-1',
      { inputs: [['x', '$(context.taskRun.name)']] },
      'same',
      ['params.x'],
    ],
    [
      'a text that is masked',
      'x $(params.x) y',
      'x *** z',
      { inputs: [['x', null]] },
      'untold',
      [],
    ],
    ['no text', 'x $(params.x)', 'x', { changes: { text: null } }, 'untold', []],
    [
      'nothing that ran',
      'x $(params.x)',
      'x',
      { changes: { text: null, command: null } },
      'other',
      [],
    ],
  ])('%s', (...[, template, text, of, verdict, open]: Row) => {
    expect(judge(template, text, of)).toEqual({ verdict, open });
  });
});

describe('command and arguments', () => {
  const image = { kind: 'image' } as const;
  const all = ['a', '$(params.x[*])', 'b'];
  type Row = readonly [string, string, string, Case, string];
  test.each<Row>([
    [
      'an array',
      list(['c'], all),
      list(['c'], ['a', '1', '2', 'b']),
      { inputs: [['x', '["1","2"]']] },
      'same',
    ],
    [
      'one item more',
      list(['c'], all),
      list(['c'], ['a', '1', '2', 'evil', 'b']),
      { inputs: [['x', '["1","2"]']] },
      'other',
    ],
    [
      'an empty array',
      list(['c'], all),
      list(['c'], ['a', 'b']),
      { inputs: [['x', '[]']] },
      'same',
    ],
    [
      'an array that is not recorded',
      list(['c'], all),
      list(['c'], ['a', '1', '2', 'b']),
      { inputs: [['x', null]] },
      'same',
    ],
    [
      'what stands behind it',
      list(['c'], all),
      list(['c'], ['a', '1', '2']),
      { inputs: [['x', null]] },
      'other',
    ],
    [
      'a text that looks like an array',
      list([], ['$(params.x)']),
      list([], ['["1"]']),
      { values: [['params.x', '["1"]']] },
      'same',
    ],
    [
      'a value that reaches over an item',
      list([], ['$(tasks.a.results.b)', 'b']),
      list([], ['1', '2', 'b']),
      {},
      'other',
    ],
    [
      'an item moved to the command',
      list(['c'], ['$(params.x)']),
      list(['c', '1']),
      { inputs: [['x', '1']] },
      'other',
    ],
    [
      'an end inside an item',
      list(['c'], ['$(params.x)']),
      list(['c'], ['1\0']),
      { inputs: [['x', null]] },
      'other',
    ],
    ['no lists', list(['c'], ['$(params.x)']), 'no JSON', {}, 'untold'],
    [
      'nothing, where there should be something',
      list(['c'], ['$(params.x)']),
      list([]),
      {},
      'other',
    ],
  ])('%s', (...[, template, text, of, verdict]: Row) => {
    expect(judge(template, text, { ...image, ...of }).verdict).toBe(verdict);
  });

  test('an image alone runs what it likes, and nothing is given to it', () => {
    const nothing = { command: null, text: null };
    expect(judge(NO_COMMAND, '', { ...image, changes: nothing }).verdict).toBe('same');
    expect(judge(NO_COMMAND, list(['evil']), image).verdict).toBe('other');
  });
});

test('what a custom task is given', () => {
  const [template, text] = ['{"url":"$(params.url)"}', '{"url":"say \\"hi\\""}'];
  const of = { kind: 'unknown', inputs: [['url', 'say "hi"']] } as const;
  expect(judge(template, text, of).verdict).toBe('same');
  expect(judge(template, text.replace('hi', 'ho'), of).verdict).toBe('other');
});

const word = fc.stringMatching(/^[a-z $(){}'"\n-]{0,8}$/);

test('whatever the values are, what Tekton makes of a template is from it, and nothing else', () => {
  fc.assert(
    fc.property(
      fc.array(word, { minLength: 2, maxLength: 6 }),
      fc.array(word),
      (literals, values) => {
        const template = literals.join('$(params.x)');
        const parts = textPieces(template);
        const told = parts.map((piece) => ('literal' in piece ? piece.literal : (values[0] ?? '')));
        const text = told.join('');
        const one = () => ({ values: [values[0] ?? ''] });
        expect(isFrom(parts, text, one)).toBe(true);
        expect(isFrom(parts, text, () => ({ any: 'text' }))).toBe(true);
        expect(isFrom(parts, `${text}!`, one)).toBe(false);
      },
    ),
  );
});

test('what is too long is not compared', () => {
  const pieces = textPieces('a$(params.x)'.repeat(1000));
  expect(isFrom(pieces, 'a'.repeat(64_000), () => ({ any: 'text' }))).toBeNull();
});
