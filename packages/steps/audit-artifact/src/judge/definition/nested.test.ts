import { describe, expect, test } from '@jest/globals';
import type { ExecutedFunction, VerifiedPart } from '@plumbline/records';
import { definedFunction, definedPart } from '../../testing/chain.js';
import { answerTo, ran, told, whole, type Told } from '../../testing/definition.js';
import { policyOf } from '../../testing/world.js';

/** As records of a run on Tekton. */
const onTekton = (all: readonly ExecutedFunction[]): readonly ExecutedFunction[] =>
  all.map((one) => ({ ...one, run: { ...one.run, platform: 'tekton' } }));

/** A matrix of two that runs a pipeline of two tasks, and a task behind it. */
const each = definedPart('each', { functions: [], least: 2, most: 2 });
const inner = (name: string, after: readonly string[]) =>
  definedPart(`each/${name}`, {
    within: 'each',
    names: [`each/${name}`, `each[*]/${name}`],
    least: 2,
    most: 2,
    after: after.map((task) => `each/${task}`),
    functions: [definedFunction('go')],
  });
const scan = inner('scan', ['lint']);
const ship = definedPart('ship', { after: ['each'], functions: [definedFunction('go')] });
const parts = [each, inner('lint', []), scan, ship];
const guarded = [each, inner('lint', []), { ...scan, conditional: true }, ship];

const LAST = ['each[1]/lint', 'each[1]/scan', 'each[2]/lint', 'each[2]/scan'];
const AFTER = {
  'each[1]/scan': ['each[1]/lint'],
  'each[2]/scan': ['each[2]/lint'],
  ship: LAST,
};
const go = (...scopes: readonly string[]) => scopes.flatMap((scope) => ran(scope, ['go']));
const all = go(...LAST, 'ship');
const without = (scope: string) => all.filter((one) => one.function.scope !== scope);
const half = (scan2: readonly ExecutedFunction[]) => [
  ...go('each[1]/lint', 'each[1]/scan', 'each[2]/lint'),
  ...scan2,
  ...go('ship'),
];

const answer = (of: Omit<Told, 'after'> & Pick<Told, 'after'>) =>
  answerTo(told({ after: AFTER, ...of, functions: onTekton(of.functions) }));

describe('pipelines in pipelines', () => {
  test.each<[string, Told]>([
    ['each task after those of its own run', { parts, functions: all }],
    [
      'one that was skipped in one of them',
      { parts: guarded, functions: half([whole('each[2]/scan', 'skipped')]) },
    ],
    [
      'a pipeline that was skipped as a whole',
      {
        parts: [{ ...each, conditional: true }, ...parts.slice(1, 3)],
        functions: [whole('each', 'skipped')],
      },
    ],
  ])('pass: %s', async (_name, of) => {
    expect(await answer(of)).toEqual({ status: 'pass', messages: [] });
  });

  test.each<[string, Told, string]>([
    [
      'a task of one of them was left out',
      { parts, functions: without('each[2]/scan') },
      'each/scan ran 1 times; the definition says 2',
    ],
    [
      'one was skipped without a condition',
      { parts, functions: half([whole('each[2]/scan', 'skipped')]) },
      'each/scan was skipped, and the definition has no condition for it',
    ],
    [
      'the order is another',
      { parts, functions: all, after: { ...AFTER, 'each[2]/scan': ['each[1]/lint'] } },
      'each[2]/scan does not follow each[2]/lint, for which it waits',
    ],
    [
      'what waits for the pipeline does not follow all of it',
      { parts, functions: all, after: { ...AFTER, ship: LAST.slice(1) } },
      'ship does not follow each[1]/lint, for which it waits',
    ],
    [
      'one more ran',
      { parts, functions: [...all, ...go('each[1]/sneak')] },
      'each[1]/sneak ran and the definition does not name it',
    ],
  ])('fail where %s', async (_name, of, message) => {
    const { status, messages } = await answer(of);
    expect([status, messages]).toEqual(['fail', expect.arrayContaining([message])]);
  });
});

describe('what a task is given', () => {
  type Row = readonly [string | null, string | null, boolean | null, boolean];
  const judge = (inputs: ExecutedFunction['inputs'], given: VerifiedPart['given']) =>
    answerTo(
      told({
        parts: [definedPart('ship', { functions: [definedFunction('go')], given })],
        functions: onTekton(go('ship')).map((one) => ({ ...one, inputs })),
      }),
    );
  test.each<Row>([
    ['all', 'all', null, true],
    ['all', 'evil', null, false],
    ['v$(params.v)', 'v1', null, true],
    ['v$(params.v)', 'w1', null, false],
    ['all', null, null, true],
    [null, 'anything', null, true],
    [null, 'anything', true, false],
    [null, null, true, true],
  ])('%j by the definition and %j by the record', async (...[value, input, empty, passes]: Row) => {
    const { status } = await judge([{ name: 'x', value: input }], [{ name: 'x', value, empty }]);
    expect(status).toBe(passes ? 'pass' : 'fail');
  });

  test('neither more nor less', async () => {
    const x = { name: 'x', value: 'all' };
    expect(await judge([x], [])).toMatchObject({ status: 'fail' });
    expect(await judge([], [{ ...x, empty: null }])).toMatchObject({ status: 'fail' });
    expect(await judge([x], null)).toMatchObject({ status: 'pass' });
  });
});

describe('records of older versions', () => {
  const functions = [definedFunction('go', { command: null })];
  const old = told({
    parts: [definedPart('ship', { functions })],
    functions: onTekton(go('ship')),
  });
  test('leave open what ran, where the policy asks for it', async () => {
    const { status, messages } = await answerTo(old);
    expect(status).toBe('unknown');
    expect(messages).toEqual([expect.stringContaining('"go" of ship ran was not compared')]);
  });
  test('do not, where it does not', async () => {
    const policy = policyOf({ definition: { require: 'optional', called: [] } });
    expect(await answerTo(old, policy)).toMatchObject({ status: 'pass' });
  });
});
