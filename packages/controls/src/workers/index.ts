import type { Section } from '../section.js';
import { open } from './open.js';

/** Section 4 of the benchmark. */
export const workers: Section = {
  number: 4,
  title: 'Workers, cluster',
  controls: [...open],
};
