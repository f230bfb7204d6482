import { commonOutputs } from '../common-inputs.js';
import type { StepDefinition } from '../define.js';
import { defaultText, isOffered, type Input } from '../input.js';
import { generatedNotice, quoted } from './yaml.js';

/** `action.yml` of a step (GitHub's metadata syntax for actions). */
export function actionYml(definition: StepDefinition): string {
  return [
    generatedNotice(definition.name),
    `name: ${quoted(`plumbline ${definition.name}`)}`,
    `description: ${quoted(definition.summary)}`,
    ...permissionComment(definition),
    'inputs:',
    ...Object.entries(definition.inputs).flatMap(([name, input]) => inputLines(name, input)),
    'outputs:',
    ...Object.entries({ ...commonOutputs, ...definition.outputs }).flatMap(([name, text]) => [
      `  ${name}:`,
      `    description: ${quoted(text)}`,
    ]),
    'runs:',
    '  using: node24',
    '  main: dist/index.js',
    '',
  ].join('\n');
}

function permissionComment(definition: StepDefinition): readonly string[] {
  return Object.entries(definition.permissions).map(
    ([scope, access]) => `# needs permission: ${scope}: ${access}`,
  );
}

function inputLines(name: string, input: Input): readonly string[] {
  if (!isOffered(input, 'action')) return [];
  const standard = input.kind === 'secret' ? (input.actionDefault ?? null) : defaultText(input);
  return [
    `  ${name}:`,
    `    description: ${quoted(input.description)}`,
    `    required: ${input.required === true}`,
    ...(standard === null ? [] : [`    default: ${quoted(standard)}`]),
  ];
}
