import type { Node } from '@plumbline/core';
import type { Param, ParamSpec } from '@plumbline/pipeline';
import type { Stands } from './fill.js';

/** What params hold; null: only the run tells. */
export type Values = ReadonlyMap<string, Node | null>;

/** Whether a value says what it is, or names what is the same wherever it is handed to. */
export function isFixed(value: Node): boolean {
  if (value.kind === 'seq') return value.items.every((item) => isFixed(item));
  if (value.kind === 'map') return value.entries.every((entry) => isFixed(entry.value));
  return !/\$\((?:(?:tt\.)?params|results|steps?)\b/.test(value.text);
}

/** What is given to a definition, in front of what is known around it. */
export function withGiven(around: Values, given: readonly Param[]): Values {
  const own = given.flatMap(({ name, value }) =>
    value === null ? [] : [[name.value, isFixed(value) ? value : null] as const],
  );
  return own.length === 0 ? around : new Map([...around, ...own]);
}

/** The same with its defaults, where nothing is given. */
export function withDefaults(around: Values, specs: readonly ParamSpec[]): Values {
  const declared = specs.flatMap(({ name, default: value }) =>
    name === null || value === null ? [] : [[name.value, isFixed(value) ? value : null] as const],
  );
  return declared.length === 0 ? around : new Map([...declared, ...around]);
}

/** What stands for params that have a value; those of templates only in them. */
export function standsFor(values: Values, template = false): Stands {
  return (variable) => {
    const value =
      variable.kind === 'param' && variable.template === template
        ? (values.get(variable.name) ?? null)
        : null;
    return value === null ? undefined : { value, from: null };
  };
}
