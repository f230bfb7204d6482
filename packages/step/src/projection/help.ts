import type { CommandDefinition } from '../define.js';
import { defaultText, isOffered, isPositional, type Input } from '../input.js';

const WIDTH = 96;
const COLUMN = 30;

/** What `plumbline COMMAND --help` prints. */
export function commandHelp(definition: CommandDefinition): string {
  const flags = Object.entries(definition.inputs).filter(([, input]) => isOnCommandLine(input));
  return [
    `plumbline ${definition.name} ${usageOf(definition)}`,
    '',
    ...wrap(definition.summary, 0),
    '',
    'Examples',
    ...definition.examples.flatMap(({ does, args }) => [
      `  # ${does}`,
      `  plumbline ${definition.name} ${args}`.trimEnd(),
    ]),
    '',
    'Options',
    ...flags.flatMap(([name, input]) => optionLines(name, input)),
    ...environmentLines(definition),
    '',
    'Exit status: 0 pass, 1 fail, 2 cannot decide, 3 wrong usage or nothing to check, 70 a bug.',
    '',
  ].join('\n');
}

function isOnCommandLine(input: Input): boolean {
  return isOffered(input, 'cli') && !(input.kind === 'secret' && 'environment' in input.cli);
}

function usageOf(definition: CommandDefinition): string {
  const inputs = Object.entries<Input>(definition.inputs);
  const required = inputs
    .filter(([, input]) => input.required === true && !isPositional(input))
    .map(([name, input]) => flagOf(name, input));
  const positional = inputs
    .filter(([, input]) => isPositional(input))
    .map(([name, input]) => (input.kind === 'list' ? `${input.item}…` : `[${name.toUpperCase()}]`));
  return [...positional, ...required, '[options]'].join(' ');
}

function flagOf(name: string, input: Input): string {
  if (isPositional(input)) return input.kind === 'list' ? input.item : name.toUpperCase();
  const value = valueOf(input);
  return value === null ? `--${name}` : `--${name} ${value}`;
}

function valueOf(input: Input): string | null {
  switch (input.kind) {
    case 'boolean':
      return null;
    case 'list':
      return input.item;
    case 'choice':
      return 'WORD';
    case 'secret':
      return 'reference' in input.cli ? input.cli.reference : null;
    default:
      return input.kind.toUpperCase();
  }
}

function optionLines(name: string, input: Input): readonly string[] {
  const flag = `  ${flagOf(name, input)}`;
  const [first = '', ...rest] = wrap(`${input.description}${remarkOf(input)}`, COLUMN);
  return flag.length < COLUMN
    ? [flag.padEnd(COLUMN) + first.trimStart(), ...rest]
    : [flag, first, ...rest];
}

function remarkOf(input: Input): string {
  const standard = input.kind === 'boolean' ? null : defaultText(input);
  const remarks = [
    ...(input.required === true ? ['required'] : []),
    ...(input.kind === 'choice' ? [input.choices.join(', ')] : []),
    ...(input.kind === 'list' ? ['repeatable'] : []),
    ...(standard === null ? [] : [`default ${standard}`]),
  ];
  return remarks.length === 0 ? '' : ` (${remarks.join('; ')})`;
}

function environmentLines(definition: CommandDefinition): readonly string[] {
  const lines = Object.values<Input>(definition.inputs).flatMap((input) =>
    input.kind === 'secret' && 'environment' in input.cli
      ? wrap(`${input.cli.environment.join(' or ')}: ${input.description}`, 2)
      : [],
  );
  return lines.length === 0 ? [] : ['', 'Environment', ...lines];
}

/** Lines of at most 96 columns, indented; backticks are for Markdown and are left out. */
function wrap(text: string, indent: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.replaceAll('`', '').split(' ')) {
    if (line !== '' && indent + line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((each) => ' '.repeat(indent) + each);
}
