import { nearestName, usageFault, type Fault } from '@plumbline/core';
import { refuse, type Said } from '@plumbline/host';
import { commandHelp, version } from '@plumbline/step';
import {
  COMMANDS,
  ELSEWHERE,
  type Command,
  type CommandGroup,
  type LoadedCommand,
} from './commands.js';
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
  return wantsHelp(rest) ? helpOn([word, ...rest]) : runCommandOf(command, rest);
}

async function helpOn(words: readonly string[]): Promise<Said> {
  const [word, subword] = words;
  if (word === undefined) return { text: firstPage(COMMANDS), exitCode: 0 };
  const command = commandOf(word);
  if (command === undefined) return refused(word, []);
  const loaded = await command.load();
  if (!('commands' in loaded)) return { text: commandHelp(loaded.definition), exitCode: 0 };
  const one = memberOf(loaded, word, subword);
  const shown = one === undefined ? loaded.commands : [one];
  return { text: shown.map(({ definition }) => commandHelp(definition)).join('\n'), exitCode: 0 };
}

async function runCommandOf(command: Command, argv: readonly string[]): Promise<Said> {
  const loaded = await command.load();
  if (!('commands' in loaded)) await loaded.run(argv);
  else await runMember(command.name, loaded, argv);
  return null;
}

/** What stands behind the word of a group names one of its commands, and is never a target. */
async function runMember(
  word: string,
  group: CommandGroup,
  argv: readonly string[],
): Promise<void> {
  const [subword, ...rest] = argv;
  const member = memberOf(group, word, subword);
  if (member !== undefined) await member.run(rest);
  else await refuse(word, unknownMember(word, group, subword), argv);
}

function memberOf(
  { commands }: CommandGroup,
  word: string,
  subword: string | undefined,
): LoadedCommand | undefined {
  return commands.find(({ definition }) => definition.name === `${word} ${subword ?? ''}`);
}

function unknownMember(
  word: string,
  { commands }: CommandGroup,
  subword: string | undefined,
): Fault {
  const names = commands.map(({ definition }) => definition.name.slice(word.length + 1));
  const nearest = nearestName(subword ?? '', names);
  return usageFault(
    'COMMAND_UNKNOWN',
    `plumbline ${word} has no command ${JSON.stringify(subword ?? '')}; there are ${names.join(', ')}`,
    nearest === undefined ? `plumbline help ${word}` : `plumbline ${word} ${nearest}`,
  );
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
