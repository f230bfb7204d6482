import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { readYaml, toPlain } from '@plumbline/core';
import { asOfInput, commonInputs, commonOutputs, targetInputs } from '../common-inputs.js';
import { defineStep, type StepDefinition } from '../define.js';
import { isOffered, type Input } from '../input.js';
import { parseInputs } from '../parse-inputs.js';
import { readInputVariables } from '../variables.js';
import { actionYml } from './action-yml.js';
import { catalogYaml } from './catalog.js';
import { commandHelp } from './help.js';
import { inputSchema } from './input-schema.js';
import { fillMarkers, readmeTables } from './readme.js';

const step = defineStep({
  name: 'try-step',
  stage: 'composition',
  summary: 'Say "yes: no" # or | not.',
  inputs: {
    ...commonInputs,
    ...targetInputs,
    'as-of': asOfInput,
    key: { ...commonInputs.key, required: true },
    'valid-for': { kind: 'duration', default: '90d', description: 'How long, {{ or }} *not*.' },
    trust: { kind: 'list', item: 'KEY', faces: ['cli'], description: 'Keys.' },
  },
  outputs: { serial: 'Its number: one | two.' },
  permissions: { contents: 'read', 'id-token': 'write, if keyless' },
  network: ['api.github.com'],
  examples: [{ does: 'try it', args: '--key k.pem' }],
});

function plainYaml(text: string): unknown {
  const file = readYaml('x.yml', new TextEncoder().encode(text), { aliases: 'refuse' });
  if (!file.ok) throw new Error(JSON.stringify(file.error));
  const root = file.value.documents[0]?.root;
  return root ? toPlain(root) : null;
}

const offered = Object.entries<Input>(step.inputs).filter(([, input]) =>
  isOffered(input, 'action'),
);

describe('action.yml', () => {
  test('says what the definition says', () => {
    expect(plainYaml(actionYml(step))).toEqual({
      name: 'plumbline try-step',
      description: step.summary,
      inputs: Object.fromEntries(
        offered.map(([name, input]) => [name, expectedInput(name, input)]),
      ),
      outputs: Object.fromEntries(
        Object.entries({ ...commonOutputs, ...step.outputs }).map(([name, description]) => [
          name,
          { description },
        ]),
      ),
      runs: { using: 'node24', main: 'dist/index.js' },
    });
  });

  function expectedInput(name: string, { description, required }: Input): object {
    const defaults: Record<string, string> = {
      target: '.',
      mode: 'enforce',
      offline: 'false',
      format: 'text',
      token: '${{ github.token }}',
      worktree: 'false',
      'valid-for': '90d',
    };
    const standard = defaults[name];
    return {
      description,
      required: required ?? false,
      ...(standard === undefined ? {} : { default: standard }),
    };
  }

  test('its defaults are accepted and mean the same as none', () => {
    const { inputs } = plainYaml(actionYml(step)) as {
      inputs: Record<string, { default?: string }>;
    };
    const given = Object.entries(inputs).map(([name, input]) => [
      `INPUT_${name.toUpperCase()}`,
      input.default ?? '',
    ]);
    const parse = (variables: Record<string, string>): unknown =>
      parseInputs(
        step,
        readInputVariables({ ...variables, INPUT_KEY: 'k.pem', INPUT_TOKEN: '' }),
        () => undefined,
      );
    expect(parse(Object.fromEntries(given) as Record<string, string>)).toEqual(parse({}));
  });

  test('no description can change its structure', () => {
    fc.assert(
      fc.property(fc.string(), (summary) => {
        const shown = summary.replace(/\p{C}/gu, '');
        expect(plainYaml(actionYml({ ...step, summary: shown }))).toMatchObject({
          description: shown,
        });
      }),
    );
  });
});

describe('catalog.yaml', () => {
  test('is sorted, complete and without digests', () => {
    const other: StepDefinition = { ...step, name: 'another-step' };
    const catalog = plainYaml(catalogYaml([step, other])) as {
      steps: { name: string; inputs: string[] }[];
    };
    expect(catalog.steps.map(({ name }) => name)).toEqual(['another-step', 'try-step']);
    expect(catalog.steps[1]).toMatchObject({
      stage: 'composition',
      action: 'actions/try-step',
      permissions: step.permissions,
      network: step.network,
      inputs: offered.map(([name]) => name),
    });
    expect(catalogYaml([step])).not.toMatch(/sha256:/);
  });
});

describe('README tables', () => {
  test('have a row for each input, on every face, and for each output', () => {
    const { inputs = '', outputs = '', permissions = '' } = readmeTables(step);
    expect(inputs.split('\n')).toHaveLength(Object.keys(step.inputs).length + 2);
    expect(inputs).toMatch(/^\| `trust` .* Command line only\. \|$/m);
    expect(inputs).toMatch(/^\| \*\*`key`\*\* \| required \|/m);
    expect(outputs).toContain('one \\| two');
    expect(permissions).toContain('| `id-token` | write, if keyless |');
  });

  test('stand between their markers, and filling twice changes nothing', () => {
    const page = 'a\n<!-- generated: x -->\nold\n<!-- end -->\nb\n';
    const once = fillMarkers(page, { x: 'new' });
    expect(once).toEqual({ ok: true, value: 'a\n<!-- generated: x -->\nnew\n<!-- end -->\nb\n' });
    expect(once.ok && fillMarkers(once.value, { x: 'new' })).toEqual(once);
  });

  test.each([
    ['none', 'a'],
    ['open', '<!-- generated: x -->'],
    ['twice', '<!-- generated: x --><!-- end --><!-- generated: x --><!-- end -->'],
  ])('markers refused: %s', (_name, page) => {
    expect(fillMarkers(page, { x: '' }).ok).toBe(false);
  });
});

describe('help', () => {
  test('names every input of the command line, with its default, within the width', () => {
    const help = commandHelp(step);
    for (const [name, input] of Object.entries<Input>(step.inputs)) {
      const flag = name === 'target' ? 'TARGET' : `--${name}`;
      expect(help.includes(`  ${flag} `)).toBe(isOffered(input, 'cli') && name !== 'token');
    }
    expect(help).toMatch(/--valid-for DURATION[^]*\(default 90d\)/);
    expect(help).toContain('GITHUB_TOKEN or GH_TOKEN');
    expect(Math.max(...help.split('\n').map((line) => line.length))).toBeLessThanOrEqual(96);
  });
});

describe('the JSON Schema of inputs', () => {
  const validate = new Ajv2020({ strict: true }).compile(inputSchema(step));
  const good = { key: 'k.pem' };

  test.each([
    ['required alone', good, true],
    [
      'values',
      { ...good, mode: 'audit', offline: 'true', 'valid-for': '12h', 'as-of': '2026-01-01' },
      true,
    ],
    ['missing', {}, false],
    ['unknown', { ...good, mdoe: 'audit' }, false],
    ['command line only', { ...good, trust: 'k' }, false],
    ['wrong word', { ...good, mode: 'off' }, false],
    ['wrong switch', { ...good, offline: 'yes' }, false],
    ['wrong duration', { ...good, 'valid-for': '0d' }, false],
    ['wrong time', { ...good, 'as-of': 'tomorrow' }, false],
  ])('%s', (_name, inputs, accepted) => {
    expect(validate(inputs)).toBe(accepted);
  });
});
