import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readYaml, toPlain } from '@plumbline/core';
import { commonInputs, commonOutputs } from '../common-inputs.js';
import { defineStep } from '../define.js';
import { taskReadmeTables } from './readme.js';
import { readPlaces } from './task-arguments.js';
import { RECORD_HINT, SOURCE_HINT, taskYaml, unreleasedTask } from './task.js';

const step = defineStep({
  name: 'try-step',
  stage: 'composition',
  summary: 'Say "yes: no" # or | not.',
  inputs: {
    ...commonInputs,
    key: { ...commonInputs.key, required: true },
    'valid-for': { kind: 'duration', default: '90d', description: 'How long.' },
    trust: { kind: 'list', item: 'KEY', faces: ['cli'], description: 'Keys.' },
  },
  outputs: { serial: 'Its number.' },
  permissions: {},
  network: [],
  examples: [],
});

interface Task {
  readonly spec: {
    readonly description: string;
    readonly params: readonly { name: string; type: string; default?: unknown }[];
    readonly results: readonly { name: string; type: string }[];
    readonly workspaces: readonly { name: string; optional?: boolean; readOnly?: boolean }[];
    readonly volumes: readonly unknown[];
    readonly steps: readonly {
      args: readonly string[];
      command: readonly string[];
      volumeMounts: readonly { mountPath: string }[];
    }[];
  };
}

function read(text: string): Task['spec'] {
  const file = readYaml('x.yml', new TextEncoder().encode(text), { aliases: 'refuse' });
  const root = file.ok ? file.value.documents[0]?.root : undefined;
  if (!root) throw new Error(JSON.stringify(file));
  return (toPlain(root) as unknown as Task).spec;
}

const task = read(taskYaml(step));
const args = task.steps[0]?.args ?? [];

describe('the Task', () => {
  test('has a param for each input of a Task, with type and default, and none for secrets or the command line', () => {
    expect(task.params.map(({ name, type }) => [name, type])).toEqual([
      ...['target', 'policy', 'mode', 'offline', 'format'].map((name) => [name, 'string']),
      ['output', 'array'],
      ['key', 'string'],
      ['store', 'array'],
      ['valid-for', 'string'],
    ]);
    const defaults = Object.fromEntries(
      task.params.map(({ name, ...rest }) => [name, rest.default]),
    );
    expect(defaults).toMatchObject({ target: '.', policy: '', offline: 'false', output: [] });
    expect(defaults).toMatchObject({ 'valid-for': '90d', key: undefined });
  });

  test('of a step that reads a repository has a hint at what it looked at', () => {
    const rev = { kind: 'text', description: 'Which.' } as const;
    const reader = read(taskYaml({ ...step, inputs: { ...step.inputs, rev } }));
    expect(reader.results.at(-1)).toMatchObject({ name: SOURCE_HINT, type: 'object' });
    expect(task.results.map(({ name }) => name)).not.toContain(SOURCE_HINT);
  });

  test('passes each param and each result once, and no text of a param to a shell', () => {
    expect(args[0]).toBe('try-step');
    for (const { name, type } of task.params) {
      const flag = type === 'array' ? `--${name}` : `--${name}=$(params.${name})`;
      expect(args.filter((arg) => arg === flag)).toHaveLength(1);
      if (type === 'array') expect(args[args.indexOf(flag) + 1]).toBe(`$(params.${name}[*])`);
    }
    for (const { name } of task.results)
      expect(args).toContain(`--task-result=${name}=$(results.${name}.path)`);
    expect(taskYaml(step)).not.toMatch(/^\s+(script|env|envFrom):/m);
  });

  test('is told its run by Tekton, and by no param: in its signed arguments, and by the labels of its Pod', () => {
    for (const fact of ['namespace', 'name', 'uid'])
      expect(args).toContain(`--task-run=${fact}=$(context.taskRun.${fact})`);
    expect(task.volumes).toEqual([
      {
        name: 'plumbline-labels',
        downwardAPI: {
          defaultMode: 0o444,
          items: [{ path: 'labels', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.labels' } }],
        },
      },
    ]);
    const [mount] = task.steps[0]?.volumeMounts ?? [];
    expect(args).toContain(`--task-labels=${String(mount?.mountPath)}/labels`);
  });

  test('has a type for each result, and a hint for Chains', () => {
    expect(task.results.map(({ name, type }) => [name, type])).toEqual([
      ...Object.keys({ ...commonOutputs, serial: '' }).map((name) => [name, 'string']),
      [RECORD_HINT, 'object'],
    ]);
  });

  test.each([
    ['reads', step, true],
    ['writes', { ...step, writes: 'target' as const }, undefined],
  ])('%s: the source is mounted so', (_name, definition, readOnly) => {
    const [source] = read(taskYaml(definition)).workspaces;
    expect([source?.optional, source?.readOnly]).toEqual([undefined, readOnly]);
  });

  test('no description can change its structure', () => {
    fc.assert(
      fc.property(fc.string(), (summary) => {
        const shown = summary.replace(/\p{C}/gu, '');
        expect(read(taskYaml({ ...step, summary: shown })).description).toBe(shown);
      }),
    );
  });

  test('a release adds a digest and a signature and nothing else', () => {
    const yaml = taskYaml(step);
    const released = yaml
      .replace(/^( +image: .*)$/m, `$1@sha256:${'0a'.repeat(32)}`)
      .replace('  annotations:\n', '  annotations:\n    tekton.dev/signature: "MEUC"\n');
    expect(released).not.toBe(yaml);
    expect(unreleasedTask(released)).toBe(yaml);
    expect(unreleasedTask(released.replace('/plumbline:', '/other:'))).not.toBe(yaml);
  });
});

describe('places', () => {
  test('are those of the Task, ahead of its inputs', () => {
    const given = args.slice(1).map((arg) => arg.replaceAll('$(workspaces.keys.path)', ''));
    const read = readPlaces(given);
    expect(read?.places.keys).toBeNull();
    expect(read?.places.reports).toBe('$(workspaces.reports.path)');
    expect(read?.places.results.get(RECORD_HINT)).toBe(`$(results.${RECORD_HINT}.path)`);
    expect(read?.inputs[0]).toBe('--target=$(params.target)');
  });

  test.each([
    ['none', ['--target=.'], null],
    ['nothing at all', [], null],
    ['after an input', ['--target=.', '--task-keys=/k'], null],
    ['a path with =', ['--task-keys=/a=b'], '/a=b'],
  ])('%s', (_name, argv, keys) => {
    expect(readPlaces(argv)?.places.keys ?? null).toBe(keys);
  });
});

test('the README has a row for each param and each text result', () => {
  const { params = '', results = '' } = taskReadmeTables(step);
  expect(params.split('\n')).toHaveLength(task.params.length + 2);
  expect(params).toMatch(/^\| `policy` .*@sha256:HEX/m);
  expect(results.split('\n')).toHaveLength(task.results.length - 1 + 2);
});
