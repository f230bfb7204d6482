import type { Section } from '../section.js';
import { open } from './open.js';

/** Section 6 of the benchmark. */
export const monitoring: Section = {
  number: 6,
  title: 'Monitoring',
  controls: [...open],
};
