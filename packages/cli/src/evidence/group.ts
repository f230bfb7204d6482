import type { CommandGroup } from '../commands.js';
import { collect } from './collect.js';

/** `plumbline evidence …`. */
export const evidence: CommandGroup = { commands: [collect] };
