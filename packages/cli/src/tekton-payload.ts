import { ok, type Fault, type Result } from '@plumbline/core';
import { runCommand, type CommandOutput } from '@plumbline/host';
import { defineCommand, type InputsOf, type Ports } from '@plumbline/step';
import { payloads, unreadableLine } from '@plumbline/trust';
import type { LoadedCommand } from './commands.js';

const definition = defineCommand({
  name: 'tekton-payload',
  summary:
    'Print one line for each Task, Pipeline and StepAction, with tabs between: path, index of the document, kind, name, ' +
    'and the SHA-256 of what `tekton.dev/signature` is made over, or why it cannot be told.',
  inputs: {
    files: {
      kind: 'list',
      item: 'FILE',
      positional: true,
      required: true,
      description: 'Files of Tekton resources, YAML or JSON.',
    },
    era: {
      kind: 'choice',
      choices: ['ct-omit', 'ct-null'],
      default: 'ct-omit',
      description: '`ct-omit`: Tekton 1.10 and later. `ct-null`: 0.59 to 1.9.',
    },
    profile: {
      kind: 'choice',
      choices: ['controller', 'tkn-v1beta1'],
      default: 'controller',
      description: 'Who computes it: the controller, or `tkn task sign`.',
    },
    verbose: { kind: 'boolean', description: 'Say more where something fails.' },
  },
  examples: [
    { does: 'as Tekton 1.10 and later verify', args: 'tasks/build.yaml' },
    { does: 'as Tekton up to 1.9 verifies', args: '--era ct-null tasks/build.yaml' },
  ],
});

export const tektonPayload: LoadedCommand = {
  definition,
  run: (argv) => runCommand(definition, printPayloads, argv),
};

function printPayloads(
  { files, era, profile }: InputsOf<typeof definition>,
  ports: Ports,
): Promise<Result<CommandOutput, Fault>> {
  const lines = files.flatMap((path) => {
    const bytes = ports.readFile(path);
    return bytes.ok
      ? payloads(path, bytes.value, { era, profile })
      : [unreadableLine(path, bytes.error.message)];
  });
  const text = lines.map((line) => `${line}\n`).join('');
  return Promise.resolve(ok({ forms: { text: () => text }, exitCode: 0 }));
}
