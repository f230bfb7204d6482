import type { Command } from './commands.js';

const COLUMN = 20;

/** What `plumbline --help` prints: the commands by group, in the given order. */
export function firstPage(commands: readonly Command[]): string {
  const groups = new Set(commands.map(({ group }) => group));
  return [
    'plumbline COMMAND [TARGET] [options]',
    '',
    'Security controls for CI/CD pipelines, as steps inside the pipelines.',
    ...[...groups].flatMap((heading) => [
      '',
      heading,
      ...commands
        .filter(({ group }) => group === heading)
        .map(({ name, summary }) => `  ${name.padEnd(COLUMN)}${summary}`),
    ]),
    '',
    'plumbline help COMMAND explains one of them, with examples. plumbline --version names the version.',
    '',
  ].join('\n');
}
