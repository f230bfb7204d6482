import type { Section } from '../section.js';
import { open } from './open.js';

/** Section 5 of the benchmark. */
export const triggers: Section = {
  number: 5,
  title: 'Triggers, access',
  controls: [...open],
};
