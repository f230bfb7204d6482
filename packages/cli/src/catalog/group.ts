import type { CommandGroup } from '../commands.js';
import { build } from './build.js';
import { diff } from './diff.js';
import { pin } from './pin.js';
import { relocate } from './relocate.js';
import { show } from './show.js';
import { sign } from './sign.js';
import { verify } from './verify.js';

/** `plumbline catalog …`. */
export const catalog: CommandGroup = { commands: [build, sign, verify, show, diff, pin, relocate] };
