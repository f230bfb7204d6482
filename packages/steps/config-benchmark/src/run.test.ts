import { describe, expect, test } from '@jest/globals';
import { verdictOf } from '@plumbline/core';
import { parseInputs, type StepResult } from '@plumbline/step';
import { configBenchmark } from './definition.js';
import { run } from './run.js';
import { BASE_COMMIT, portsOf, type World } from './testing/ports.js';

const CI = '.github/workflows/ci.yml';
const COMMIT = '0123456789abcdef0123456789abcdef01234567';

const workflow = (...refs: readonly string[]): string =>
  `on: push\npermissions: {}\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n${refs
    .map((ref) => `      - uses: acme/${ref}\n`)
    .join('')}`;

type Given = Readonly<Record<string, readonly string[]>>;

async function outcome(world: World, given: Given = {}) {
  const ports = portsOf(world);
  const values = new Map(Object.entries(given));
  const read = { face: 'cli' as const, values, faults: [] };
  const inputs = parseInputs(configBenchmark, read, () => undefined);
  if (!inputs.ok) throw new Error(JSON.stringify(inputs.error));
  return { result: await run(inputs.value, ports), ports };
}

async function resultOf(world: World, given: Given = {}): Promise<StepResult> {
  const { result } = await outcome(world, given);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

const PINS = { controls: ['pin-refs'] };

describe('what counts', () => {
  test.each<[string, World, string, string]>([
    ['a finding', { files: { [CI]: workflow('a@v1') } }, 'fail', '1'],
    ['none', { files: { [CI]: workflow(`a@${COMMIT}`) } }, 'pass', '0'],
    [
      'one that the base has',
      { files: { [CI]: workflow('a@v1') }, base: { [CI]: workflow('a@v1') }, inRun: true },
      'pass',
      '0',
    ],
    [
      'one more than the base has',
      { files: { [CI]: workflow('a@v1', 'b@v1') }, base: { [CI]: workflow('a@v1') } },
      'fail',
      '1',
    ],
    [
      'a comment, at one’s own desk',
      { files: { [CI]: workflow('a@v1 # plumbline: ignore[pin-refs] ours') } },
      'pass',
      '0',
    ],
    [
      'a comment, in a run without a base',
      { files: { [CI]: workflow('a@v1 # plumbline: ignore[pin-refs] ours') }, inRun: true },
      'fail',
      '1',
    ],
  ])('%s', async (_name, world, verdict, fresh) => {
    const { checks, outputs } = await resultOf(world, PINS);
    expect([verdictOf(checks), outputs['new']]).toEqual([verdict, fresh]);
  });

  test('the base is named', async () => {
    const files = { [CI]: workflow('a@v1') };
    const { own } = await resultOf({ files, base: files }, PINS);
    expect(own?.value).toMatchObject({ base: { commit: BASE_COMMIT, name: 'main' }, new: [] });
  });
});

test('the own part and the outputs', async () => {
  const { own, outputs } = await resultOf({ files: { [CI]: workflow('a@v1') } }, PINS);
  expect(own).toMatchObject({
    key: 'benchmark',
    value: {
      level: 1,
      full: false,
      score: { part: 0, of: 1, percent: 0 },
      coverage: { part: 1, of: 1, percent: 100 },
      sections: [{ section: 1, pass: 0, fail: 1 }],
      base: null,
    },
  });
  expect(outputs).toEqual({ score: '0', coverage: '100', new: '1' });
});

test('a waiver that the change brings is said not to count', async () => {
  const waiver = '{ what: pin-refs, where: .github/**, why: w, who: "@a", until: 2030-01-01 }';
  const files = { [CI]: workflow('a@v1'), '.plumbline.yaml': `waivers: [${waiver}]` };
  const notes = async (inRun: boolean) => (await resultOf({ files, inRun }, PINS)).notes;
  expect((await notes(true)).filter((note) => note.startsWith('pin-refs:'))).toHaveLength(1);
  expect((await notes(false)).filter((note) => note.startsWith('pin-refs:'))).toEqual([]);
});

test.each<[string, World, Given, string]>([
  ['no pipeline', { files: { 'a.txt': '' } }, {}, 'NOTHING_TO_CHECK'],
  ['an unknown control', { files: { [CI]: workflow() } }, { controls: ['x'] }, 'CONTROL_UNKNOWN'],
])('%s', async (_name, world, given, code) => {
  expect((await outcome(world, given)).result).toMatchObject({ error: { kind: 'usage', code } });
});

test('a workflow that cannot be read is not nothing', async () => {
  const { checks } = await resultOf({ files: { [CI]: 'on: [' } });
  expect(verdictOf(checks)).toBe('undecidable');
});

describe('the record', () => {
  const clean = { [CI]: workflow(`a@${COMMIT}`) };

  async function record(world: World, given: Given): Promise<unknown> {
    const { ports } = await outcome(world, { ...given, store: ['dir:records'] });
    const [bytes] = ports.written;
    return JSON.parse(Buffer.from(bytes ?? []).toString());
  }

  test('names the files that were judged, and nothing is written without a store', async () => {
    expect(await record({ files: clean }, PINS)).toMatchObject({ subject: [{ name: CI }] });
    expect((await outcome({ files: clean }, PINS)).ports.written).toEqual([]);
  });

  test.each<[string, World, Given, string, readonly string[]]>([
    ['chosen controls', { files: clean }, PINS, 'WARNED', ['scope-partial']],
    ['a base', { files: clean, base: clean }, PINS, 'WARNED', ['scope-partial', 'base-compared']],
    [
      'audit mode',
      { files: clean },
      { ...PINS, mode: ['audit'] },
      'WARNED',
      ['mode-audit', 'scope-partial'],
    ],
    [
      'a finding',
      { files: { [CI]: workflow('a@v1') } },
      PINS,
      'FAILED',
      ['verdict-fail', 'scope-partial'],
    ],
  ])('with %s it does not say PASSED', async (...[, world, given, result, reasons]) => {
    expect(await record(world, given)).toMatchObject({
      predicate: { result, plumbline: { reasons } },
    });
  });
});
