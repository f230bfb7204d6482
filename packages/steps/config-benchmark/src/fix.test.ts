import { describe, expect, test } from '@jest/globals';
import { parseInputs } from '@plumbline/step';
import { configBenchmark } from './definition.js';
import { run } from './run.js';
import { portsOf, type World } from './testing/ports.js';

const CI = '.github/workflows/ci.yml';
const BEFORE = `on: push
permissions: {}
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
  b:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: make
`;
const LINES = '        with:\n          persist-credentials: false\n';
const AFTER = BEFORE.replace('v4\n  b:', `v4\n${LINES}  b:`);

type Given = Readonly<Record<string, readonly string[]>>;

async function ran(world: World, given: Given = { fix: ['safe'] }) {
  const ports = portsOf(world);
  const values = new Map(Object.entries({ controls: ['2.4.1'], ...given }));
  const inputs = parseInputs(configBenchmark, { face: 'cli', values, faults: [] }, () => undefined);
  if (!inputs.ok) throw new Error(JSON.stringify(inputs.error));
  return { result: await run(inputs.value, ports), ports };
}

test('what is certain is written, told, and judged again; what is not is told with its place', async () => {
  const { result, ports } = await ran({ files: { [CI]: BEFORE } });
  expect(ports.texts.get(CI)).toBe(AFTER);
  expect(ports.told.map((line) => line.split(/ {2,}/).slice(0, 3))).toEqual([
    ['fixed', '2.4.1/G', `${CI}:7`],
    ['left', '2.4.1/G', `${CI}:13`],
  ]);
  expect(result).toMatchObject({
    ok: true,
    value: {
      outputs: { new: '1' },
      own: { value: { fixed: [{ id: '2.4.1/G', path: CI, line: 7 }] } },
    },
  });
});

test('a second run writes nothing', async () => {
  const { ports } = await ran({ files: { [CI]: AFTER } });
  expect(ports.texts.get(CI)).toBe(AFTER);
  expect(ports.told).toHaveLength(1);
});

test('without it nothing is written, and the command that would is named', async () => {
  const { result, ports } = await ran({ files: { [CI]: BEFORE } }, { controls: [] });
  expect(ports.texts.get(CI)).toBe(BEFORE);
  expect(ports.told).toEqual([]);
  expect(result).toMatchObject({ value: { next: 'plumbline config-benchmark --fix safe' } });
});

test.each<[string, World, Given]>([
  ['where nothing is certain', { files: { [CI]: AFTER } }, { controls: [] }],
  ['for some controls', { files: { [CI]: BEFORE } }, {}],
  ['beside a base', { files: { [CI]: BEFORE }, base: {} }, { controls: [] }],
  ['in a run', { files: { [CI]: BEFORE }, inRun: true }, { controls: [] }],
  [
    'for a folder whose name a shell would read otherwise',
    { files: { [CI]: BEFORE } },
    { controls: [], target: ['a b'] },
  ],
])('no command is named %s', async (_name, world, given) => {
  const { result } = await ran(world, given);
  expect(result.ok && 'next' in result.value).toBe(false);
});

describe('a file', () => {
  test('that cannot be written is told, and still fails', async () => {
    const { result, ports } = await ran({ files: { [CI]: BEFORE }, readOnly: CI });
    expect(ports.texts.get(CI)).toBe(BEFORE);
    expect(ports.told.filter((line) => line.startsWith('left'))).toHaveLength(2);
    expect(result).toMatchObject({
      value: { outputs: { new: '2' }, own: { value: { fixed: [] } } },
    });
  });

  test('keeps its byte order mark', async () => {
    const { ports } = await ran({ files: { [CI]: `\uFEFF${BEFORE}` } });
    expect(ports.texts.get(CI)).toBe(`\uFEFF${AFTER}`);
  });

  test('is mended only for what counts', async () => {
    const files = { [CI]: BEFORE };
    const known = await ran({ files, base: files, inRun: true });
    expect(known.ports.texts.get(CI)).toBe(BEFORE);
  });
});

test('another state of the files is not looked at', async () => {
  const { result, ports } = await ran(
    { files: { [CI]: BEFORE } },
    { fix: ['safe'], base: ['main'] },
  );
  expect(result).toMatchObject({ ok: false, error: { kind: 'usage', code: 'INPUT_INVALID' } });
  expect(ports.texts.get(CI)).toBe(BEFORE);
});
