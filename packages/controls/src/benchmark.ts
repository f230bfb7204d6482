import { composition } from './composition/index.js';
import type { Control } from './control.js';
import { credentials } from './credentials/index.js';
import { definition } from './definition/index.js';
import { monitoring } from './monitoring/index.js';
import { provenance } from './provenance/index.js';
import type { Section } from './section.js';
import { triggers } from './triggers/index.js';
import { workers } from './workers/index.js';

/** The sections of the benchmark, in order. */
export const sections: readonly Section[] = [
  composition,
  definition,
  credentials,
  workers,
  triggers,
  monitoring,
  provenance,
];

/** All controls of the benchmark by id, those that are not decided here included. */
export const controls: readonly Control[] = sections
  .flatMap((section) => section.controls)
  .sort((a, b) => (a.id < b.id ? -1 : 1));
