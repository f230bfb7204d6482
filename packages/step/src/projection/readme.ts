import { err, ok, usageFault, type Fault, type Result } from '@plumbline/core';
import { commonOutputs } from '../common-inputs.js';
import type { StepDefinition } from '../define.js';
import { defaultText, isOffered, type Face, type Input } from '../input.js';
import { paramMeaning, taskParams } from './task-arguments.js';

/** The tables of a README, by the name of their marker. */
export function readmeTables(definition: StepDefinition): Readonly<Record<string, string>> {
  return {
    inputs: inputTable(definition),
    outputs: table(
      ['output', 'meaning'],
      Object.entries({ ...commonOutputs, ...definition.outputs }).map(([name, text]) => [
        `\`${name}\``,
        text,
      ]),
    ),
    permissions: permissionTable(definition),
  };
}

/** The tables of the README of a Task. */
export function taskReadmeTables(definition: StepDefinition): Readonly<Record<string, string>> {
  const params = taskParams(definition).map(([name, input]) =>
    inputRow(name, { ...input, description: paramMeaning(name, input) }),
  );
  const { outputs = '' } = readmeTables(definition);
  return {
    params: table(['param', 'default', 'meaning'], params),
    results: outputs.replace('| output |', '| result |'),
  };
}

/** The text with what stands between `<!-- generated: NAME -->` and `<!-- end -->` replaced, for every name. */
export function fillMarkers(
  text: string,
  parts: Readonly<Record<string, string>>,
): Result<string, Fault> {
  let filled = text;
  for (const [name, part] of Object.entries(parts)) {
    const start = `<!-- generated: ${name} -->`;
    const pieces = filled.split(start);
    const [before, after] = pieces;
    const end = after?.indexOf('<!-- end -->') ?? -1;
    if (pieces.length !== 2 || before === undefined || after === undefined || end < 0) {
      return err(usageFault('MARKER_MISSING', `expected "${start}" … "<!-- end -->" exactly once`));
    }
    filled = `${before}${start}\n${part}\n${after.slice(end)}`;
  }
  return ok(filled);
}

function inputTable(definition: StepDefinition): string {
  return table(
    ['input', 'default', 'meaning'],
    Object.entries<Input>(definition.inputs).map(([name, input]) => {
      const [key, standard, meaning] = inputRow(name, input);
      return [key, standard, `${meaning}${facesNote(input)}`];
    }),
  );
}

function inputRow(name: string, input: Input): readonly [string, string, string] {
  const key = input.required === true ? `**\`${name}\`**` : `\`${name}\``;
  return [key, defaultCell(input), input.description];
}

function defaultCell(input: Input): string {
  if (input.required === true) return 'required';
  if (input.kind === 'secret' && input.actionDefault !== undefined) return "the job's token";
  const text = defaultText(input);
  return text === null ? 'none' : `\`${text}\``;
}

function facesNote(input: Input): string {
  const only: Record<Face, string> = {
    cli: 'Command line only.',
    action: 'Action only.',
    tekton: 'Task only.',
  };
  const offered = (['cli', 'action', 'tekton'] as const).filter((face) => isOffered(input, face));
  const [face] = offered;
  return offered.length === 1 && face !== undefined ? ` ${only[face]}` : '';
}

function permissionTable(definition: StepDefinition): string {
  const rows = Object.entries(definition.permissions).map(([scope, access]) => [
    `\`${scope}\``,
    access,
  ]);
  const network = definition.network.join(', ') || 'none: no connection is opened';
  return `${table(['permission', 'access'], rows)}\n\nNetwork: ${network}.`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
