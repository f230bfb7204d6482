import type { Section } from '../section.js';
import { open } from './open.js';

/** Section 2 of the benchmark. */
export const definition: Section = {
  number: 2,
  title: 'Definition',
  controls: [...open],
};
