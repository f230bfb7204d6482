import { err, nearestName, ok, usageFault, type Fault, type Result } from '@plumbline/core';
import { controls, sections } from '../benchmark.js';
import type { Control } from '../control.js';

/** Which controls are asked. */
export interface Scope {
  readonly level: 1 | 2;
  readonly controls: readonly Control[];
  /** Whether all controls of the level are asked. */
  readonly full: boolean;
}

/**
 * The controls of a level, or those of the names: ids (`2.1.1`), slugs, groups and sections (`2.1`, `2`).
 * A named control is asked whatever its level.
 */
export function scopeOf(level: 1 | 2, names: readonly string[]): Result<Scope, Fault> {
  if (names.length === 0) {
    return ok({
      level,
      full: true,
      controls: controls.filter((control) => control.level <= level),
    });
  }
  const chosen = new Set<Control>();
  for (const name of names) {
    const found = matching(name, level);
    if (found.length === 0) return err(unknownName(name));
    for (const control of found) chosen.add(control);
  }
  return ok({ level, full: false, controls: controls.filter((control) => chosen.has(control)) });
}

function matching(name: string, level: number): readonly Control[] {
  const exact = controls.filter(({ id, slug }) => name === id || name === slug);
  if (exact.length > 0) return exact;
  return controls.filter((control) => control.level <= level && control.id.startsWith(`${name}.`));
}

function unknownName(name: string): Fault {
  const groups = controls.map(({ id }) => id.slice(0, id.lastIndexOf('.')));
  const known = [
    ...controls.flatMap(({ id, slug }) => [slug, id]),
    ...sections.map(({ number }) => String(number)),
    ...groups,
  ];
  const near = nearestName(name, known);
  return usageFault(
    'CONTROL_UNKNOWN',
    `\`${name}\` is no control; expected an id, a slug or a section of the benchmark`,
    near === undefined ? 'docs/controls lists them all' : `--controls ${near}`,
  );
}
