import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../build/workspaces.mjs';

const LINE = /^(?:\$ )?plumbline ([a-z][\w-]*)((?: .*)?)$/;

const help = new Map();

/** What `plumbline help COMMAND` prints, asked once; null where there is no such command. */
const helpOn = (command) => {
  if (!help.has(command)) {
    const cli = join(root, 'packages', 'cli', 'bin', 'plumbline.js');
    const { status, stdout } = spawnSync(process.execPath, [cli, 'help', command], {
      encoding: 'utf8',
    });
    help.set(command, status === 0 ? stdout : null);
  }
  return help.get(command);
};

/** What is wrong with the `plumbline` lines of a code block: commands and flags that do not exist. */
export const commandProblems = (block) =>
  block.split('\n').flatMap((line) => {
    const [, command, rest] = LINE.exec(line.replace(/ +#.*$/, '').trim()) ?? [];
    if (command === undefined) return [];
    const text = helpOn(command);
    if (text === null) return [`there is no command ${command}`];
    const flags = [...rest.matchAll(/(?<= )--[a-z][a-z-]*/g)].map(([flag]) => flag);
    return flags
      .filter((flag) => !new RegExp(`${flag}(?![a-z-])`).test(text))
      .map((flag) => `${command} has no ${flag}`);
  });
