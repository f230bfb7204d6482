import type { Section } from '../section.js';
import { open } from './open.js';
import { tokenPermissions } from './token-permissions.js';

/** Section 3 of the benchmark. */
export const credentials: Section = {
  number: 3,
  title: 'Credentials, parameters',
  controls: [tokenPermissions, ...open],
};
