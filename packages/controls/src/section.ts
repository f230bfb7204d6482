import type { Control } from './control.js';

/** A section of the benchmark. Its controls stand in no order; the benchmark sorts them by id. */
export interface Section {
  readonly number: number;
  readonly title: string;
  readonly controls: readonly Control[];
}
