import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readArgv } from './argv.js';
import { asOfInput, commonInputs, targetInputs } from './common-inputs.js';
import { defineStep } from './define.js';
import { parseInputs, type GivenInputs } from './parse-inputs.js';
import { readInputVariables } from './variables.js';

const PEM =
  '-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49\nabcdefghijklmnop\n-----END PRIVATE KEY-----';

const step = defineStep({
  name: 'try-step',
  stage: 'composition',
  summary: 'Try.',
  inputs: {
    ...commonInputs,
    ...targetInputs,
    'as-of': asOfInput,
    'valid-for': { kind: 'duration', default: '90d', description: 'How long.' },
    trust: { kind: 'list', item: 'KEY', faces: ['cli'], description: 'Keys.' },
  },
  outputs: {},
  permissions: {},
  network: [],
  examples: [],
});
const needsKey = defineStep({
  ...step,
  inputs: { ...step.inputs, key: { ...commonInputs.key, required: true } },
});

const noEnvironment = (): undefined => undefined;
const argv = (...args: readonly string[]): GivenInputs => readArgv(step, args, noEnvironment);
const parse = (given: GivenInputs): ReturnType<typeof parseInputs<typeof step>> =>
  parseInputs(step, given, () => undefined);

function valuesOf(given: GivenInputs): Record<string, unknown> {
  const parsed = parse(given);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}

function codesOf(given: GivenInputs): readonly string[] {
  const parsed = parse(given);
  return parsed.ok ? [] : parsed.error.map(({ code }) => code);
}

describe('good command lines', () => {
  const cases: readonly [string, readonly string[], Record<string, unknown>][] = [
    [
      'nothing',
      [],
      { target: '.', mode: 'enforce', policy: null, store: [], offline: false, key: null },
    ],
    ['joined by =', ['--policy=p.yaml', '--mode=audit'], { policy: 'p.yaml', mode: 'audit' }],
    ['apart', ['--policy', 'p.yaml', 'dir'], { policy: 'p.yaml', target: 'dir' }],
    ['= in a value', ['--output=sarif=a=b'], { output: ['sarif=a=b'] }],
    ['repeated list', ['--store', 'dir:a', '--store=dir:b'], { store: ['dir:a', 'dir:b'] }],
    ['list, then target', ['--store', 'dir:a', 'dir'], { store: ['dir:a'], target: 'dir' }],
    ['target, then an array', ['dir', '--store', 'dir:a', 'dir:b'], { store: ['dir:a', 'dir:b'] }],
    ['empty array of a Task', ['.', '--store', '--mode=audit'], { store: [], mode: 'audit' }],
    [
      'empty text of a Task',
      ['--policy=', '--as-of=', '--offline='],
      { policy: null, offline: false },
    ],
    ['switch', ['--offline', '--worktree=false'], { offline: true, worktree: false }],
    ['behind --', ['--', '--odd'], { target: '--odd' }],
    ['duration', ['--valid-for=12h'], { 'valid-for': 43_200_000 }],
    ['time', ['--as-of=2026-02-28'], { 'as-of': new Date('2026-02-28T00:00:00Z') }],
    ['time with zone', ['--as-of=2026-02-28T01:00:00+01:00'], { 'as-of': new Date('2026-02-28') }],
    ['key by path', ['--key', 'keys/ci'], { key: 'keys/ci' }],
    ['standard input', ['--key', '-'], { key: '-' }],
  ];
  test.each(cases)('%s', (_name, args, expected) => {
    expect(valuesOf(argv(...args))).toMatchObject(expected);
  });
});

describe('bad command lines', () => {
  const cases: readonly [string, readonly string[], readonly string[]][] = [
    ['unknown flag', ['--polcy', 'p.yaml'], ['INPUT_UNKNOWN']],
    ['unknown flag, joined', ['--polcy=p.yaml'], ['INPUT_UNKNOWN']],
    [
      'name of an object member',
      ['--__proto__=1', '--constructor'],
      ['INPUT_UNKNOWN', 'INPUT_UNKNOWN'],
    ],
    ['short flag', ['-v'], ['INPUT_UNKNOWN']],
    ['no value', ['--policy', '--mode=audit'], ['INPUT_INVALID']],
    ['no value at the end', ['--policy'], ['INPUT_INVALID']],
    ['twice', ['--mode=audit', '--mode=enforce'], ['INPUT_DUPLICATE']],
    ['switch twice', ['--offline', '--offline'], ['INPUT_DUPLICATE']],
    ['two targets', ['a', 'b'], ['INPUT_DUPLICATE']],
    ['wrong word', ['--mode=Audit'], ['INPUT_INVALID']],
    ['wrong switch', ['--offline=yes'], ['INPUT_INVALID']],
    ['control character', ['--policy=a\nb'], ['INPUT_INVALID']],
    ['no such day', ['--as-of=2026-02-30'], ['INPUT_INVALID']],
    ['no such hour', ['--as-of=2026-02-28T25:00:00Z'], ['INPUT_INVALID']],
    ['time in words', ['--as-of=tomorrow'], ['INPUT_INVALID']],
    ['no duration', ['--valid-for=0d'], ['INPUT_INVALID']],
    ['endless duration', ['--valid-for=999999999w'], ['INPUT_INVALID']],
    ['token as argument', ['--token=ghp_abc'], ['INPUT_SECRET']],
    ['key text as argument', ['--key', PEM], ['INPUT_SECRET']],
    [
      'all at once',
      ['--polcy=x', '--mode=x', '--offline=x', 'a', 'b'],
      ['INPUT_UNKNOWN', 'INPUT_DUPLICATE', 'INPUT_INVALID', 'INPUT_INVALID'],
    ],
  ];
  test.each(cases)('%s', (_name, args, codes) => {
    expect(codesOf(argv(...args))).toEqual(codes);
  });

  test('the nearest name is the hint', () => {
    const parsed = parse(argv('--polcy=x'));
    expect(!parsed.ok && parsed.error[0]?.hint).toBe('write --policy');
  });

  test('a secret argument is not quoted', () => {
    const parsed = parse(argv('--key', PEM, '--token=ghp_abc'));
    expect(JSON.stringify(parsed)).not.toMatch(/MIGH|ghp_abc/);
  });

  test('a required input', () => {
    const missing = parseInputs(needsKey, argv(), () => undefined);
    expect(!missing.ok && missing.error.map(({ code }) => code)).toEqual(['INPUT_MISSING']);
    const given = parseInputs(needsKey, argv('--key=k.pem'), () => undefined);
    expect(given.ok && given.value.key).toBe('k.pem');
  });
});

describe('inputs of an Action', () => {
  const read = (variables: Record<string, string>): GivenInputs => readInputVariables(variables);

  test('lists are lines, empty means not given, names keep their dashes', () => {
    const given = read({
      INPUT_OUTPUT: ' sarif=a \n\n json=b\n',
      'INPUT_AS-OF': '',
      'INPUT_VALID-FOR': '1h',
      PATH: 'x',
    });
    expect(valuesOf(given)).toMatchObject({
      output: ['sarif=a', 'json=b'],
      'as-of': null,
      'valid-for': 3_600_000,
    });
  });

  test.each([
    ['misspelled', { INPUT_MDOE: 'audit' }],
    ['command line only', { INPUT_TRUST: 'evil.pub' }],
    ['command line only switch', { INPUT_VERBOSE: 'true' }],
  ])('unknown: %s', (_name, variables) => {
    expect(codesOf(read(variables as Record<string, string>))).toEqual(['INPUT_UNKNOWN']);
  });
});

test('the types of the inputs follow from the definition', () => {
  const parsed = parseInputs(needsKey, argv('--key=k'), () => undefined);
  if (!parsed.ok) throw new Error('refused');
  const { mode, key, rev, output, offline, 'valid-for': validFor, 'as-of': asOf } = parsed.value;
  const typed: {
    mode: 'enforce' | 'audit';
    key: string;
    rev: string | null;
    output: readonly string[];
    offline: boolean;
    validFor: number;
    asOf: Date | null;
  } = { mode, key, rev, output, offline, validFor, asOf };
  expect(typed).toMatchObject({ mode: 'enforce', key: 'k', rev: null });
});

describe('masking', () => {
  const masked = (given: GivenInputs): readonly string[] => {
    const secrets: string[] = [];
    parseInputs(step, given, (secret) => secrets.push(secret));
    return secrets;
  };

  test('key text and its lines, even where another input is wrong', () => {
    expect(masked(readInputVariables({ INPUT_KEY: PEM, INPUT_MODE: 'x' }))).toEqual([
      PEM,
      'MIGHAgEAMBMGByqGSM49',
      'abcdefghijklmnop',
    ]);
  });

  test('a token, whatever its form', () => {
    expect(masked(readInputVariables({ INPUT_TOKEN: 'ghs_a.b.c' }))).toEqual(['ghs_a.b.c']);
    expect(masked(readArgv(step, [], (name) => (name === 'GH_TOKEN' ? 'gho_x/y.z' : '')))).toEqual([
      'gho_x/y.z',
    ]);
  });

  test('the name of a key is no secret', () => {
    for (const name of ['keyless', 'keys/ci.key', 'gcpkms://projects/p/ci']) {
      expect(masked(readInputVariables({ INPUT_KEY: name }))).toEqual([]);
    }
    expect(masked(argv('--key', 'ci'))).toEqual([]);
    expect(masked(readInputVariables({ INPUT_KEY: 'MIGHAgEAMBMGByqGSM49/abc+d==' }))).toHaveLength(
      1,
    );
  });
});

describe('properties', () => {
  const words = fc.array(
    fc.oneof(
      fc.string(),
      fc.constantFrom('--mode', '--store', '--offline', '--key=a', '--', '-', '.'),
    ),
    { maxLength: 8 },
  );

  test('any arguments are parsed or refused with a code', () => {
    fc.assert(
      fc.property(words, (args) => {
        const parsed = parse(argv(...args));
        return (
          parsed.ok ||
          parsed.error.every(({ kind, code }) => kind === 'usage' && code.startsWith('INPUT_'))
        );
      }),
    );
  });

  test('`--flag value` and `--flag=value` mean the same', () => {
    const value = fc.stringMatching(/^[a-z0-9:=./][a-z0-9:=./-]*$/);
    fc.assert(
      fc.property(fc.constantFrom('policy', 'store', 'rev', 'output'), value, (name, text) => {
        expect(valuesOf(argv(`--${name}`, text))).toEqual(valuesOf(argv(`--${name}=${text}`)));
      }),
    );
  });
});
