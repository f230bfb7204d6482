import type { CommandGroup } from '../commands.js';
import { build } from './build.js';
import { show } from './show.js';
import { sign } from './sign.js';
import { verify } from './verify.js';

/** `plumbline catalog …`. */
export const catalog: CommandGroup = { commands: [build, sign, verify, show] };
