import type { Section } from '../section.js';
import { open } from './open.js';

/** Section 7 of the benchmark. */
export const provenance: Section = {
  number: 7,
  title: 'Provenance, artifacts',
  controls: [...open],
};
