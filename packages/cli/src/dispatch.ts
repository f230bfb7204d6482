import { nearestName, usageFault, type Fault } from '@plumbline/core';
import { refuse, type Said } from '@plumbline/host';
import { commandHelp, version } from '@plumbline/step';
import { COMMANDS, ELSEWHERE, type Command } from './commands.js';
import { firstPage } from './first-page.js';

const HELP = ['--help', '-h'];

/** Finds and runs the command that the arguments name. */
export async function dispatch(argv: readonly string[]): Promise<Said> {
  const [word, ...rest] = argv;
  if (word === undefined) return { text: firstPage(COMMANDS), exitCode: 3 };
  if (word === '--version') return { text: `plumbline ${version}\n`, exitCode: 0 };
  if (HELP.includes(word)) return { text: firstPage(COMMANDS), exitCode: 0 };
  if (word === 'help') return helpOn(rest);
  const command = commandOf(word);
  if (command === undefined) return refused(word, rest);
  return wantsHelp(rest) ? helpOn([word]) : runCommandOf(command, rest);
}

async function helpOn(words: readonly string[]): Promise<Said> {
  const [word] = words;
  if (word === undefined) return { text: firstPage(COMMANDS), exitCode: 0 };
  const command = commandOf(word);
  if (command === undefined) return refused(word, []);
  return { text: commandHelp((await command.load()).definition), exitCode: 0 };
}

async function runCommandOf(command: Command, argv: readonly string[]): Promise<Said> {
  await (await command.load()).run(argv);
  return null;
}

async function refused(word: string, argv: readonly string[]): Promise<Said> {
  await refuse(word, faultOf(word), argv);
  return null;
}

function faultOf(word: string): Fault {
  if (ELSEWHERE.includes(word)) {
    return usageFault(
      'COMMAND_UNAVAILABLE',
      `${word} is not in this version (${version})`,
      'plumbline --help',
    );
  }
  const meant = nearestName(
    word,
    COMMANDS.map(({ name }) => name),
  );
  return usageFault(
    'COMMAND_UNKNOWN',
    `plumbline has no command ${JSON.stringify(word)}`,
    meant === undefined ? 'plumbline --help' : `plumbline ${meant}`,
  );
}

function commandOf(word: string): Command | undefined {
  return COMMANDS.find(({ name }) => name === word);
}

/** What stands behind `--` is a name, not a wish. */
function wantsHelp(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return argv.slice(0, end === -1 ? undefined : end).some((word) => HELP.includes(word));
}
