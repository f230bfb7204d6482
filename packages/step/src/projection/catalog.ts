import { commonOutputs } from '../common-inputs.js';
import type { StepDefinition } from '../define.js';
import { isOffered, type Input } from '../input.js';
import { version } from '../version.js';
import { quoted } from './yaml.js';

/** `catalog.yaml`: the index of the steps. Digests are added by a release alone, in `catalog.json`. */
export function catalogYaml(definitions: readonly StepDefinition[]): string {
  const sorted = [...definitions].sort((a, b) => (a.name < b.name ? -1 : 1));
  return [
    '# Generated from the step definitions by "npm run generate"; do not edit.',
    'apiVersion: plumbline.dev/catalog/v1',
    'kind: Catalog',
    'name: plumbline',
    `version: ${quoted(version)}`,
    'steps:',
    ...sorted.flatMap(entryLines),
    '',
  ].join('\n');
}

function entryLines(definition: StepDefinition): readonly string[] {
  const inputs = Object.entries<Input>(definition.inputs).filter(([, i]) => isOffered(i, 'action'));
  const outputs = Object.keys({ ...commonOutputs, ...definition.outputs });
  return [
    `  - name: ${definition.name}`,
    `    stage: ${definition.stage}`,
    `    summary: ${quoted(definition.summary)}`,
    `    action: actions/${definition.name}`,
    `    task: tekton-tasks/${definition.name}/${version}`,
    ...mapLines('permissions', definition.permissions),
    `    network: ${JSON.stringify(definition.network)}`,
    `    inputs: ${JSON.stringify(inputs.map(([name]) => name))}`,
    `    outputs: ${JSON.stringify(outputs)}`,
  ];
}

function mapLines(key: string, map: Readonly<Record<string, string>>): readonly string[] {
  return [
    `    ${key}:`,
    ...Object.entries(map).map(([name, value]) => `      ${name}: ${quoted(value)}`),
  ];
}
