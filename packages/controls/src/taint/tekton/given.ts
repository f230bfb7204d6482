import type { Param, ParamSpec } from '@plumbline/pipeline';
import type { Node, Source } from '@plumbline/core';
import { CLEAN, passed, union, type Taint } from '../taint.js';
import { chosenByCaller, placeAt, taintsOfNode, type Scope } from './values.js';

/** What is given to a specification, by the name of the parameter; keys of objects behind a dot. */
export type Given = ReadonlyMap<string, readonly Taint[]>;

/** Whoever starts a definition may give any value to a parameter of free text. */
export function openParams(source: Source, specs: readonly ParamSpec[], who: string): Given {
  return new Map(
    specs.flatMap(({ name, enum: choices }) =>
      name === null || choices.length > 0
        ? []
        : [
            [
              name.value,
              [
                chosenByCaller(
                  name.value,
                  placeAt(source, name.node, { start: 0, end: name.value.length }),
                  who,
                ),
              ],
            ] as const,
          ],
    ),
  );
}

/** The values of parameters as they are given. */
export function givenParams(source: Source, params: readonly Param[], scope: Scope): Given {
  const given = new Map<string, readonly Taint[]>();
  for (const { name, value } of params) {
    const stop = {
      ...placeAt(source, name.node, { start: 0, end: name.value.length }),
      message: `given as \`${name.value}\``,
    };
    const add = (to: string, node: Node | null): void => {
      const taints = passed(taintsOfNode(source, node, scope), stop, 'boundary');
      given.set(to, union(given.get(to) ?? CLEAN, taints));
    };
    add(name.value, value);
    const entries = value?.kind === 'map' ? value.entries : [];
    for (const { key, value: inner } of entries) add(`${name.value}.${key.text}`, inner);
  }
  return given;
}

/** What is given, else what is around it: parameters are handed down to embedded specifications. */
export function withParams(outer: Scope, given: Given): Scope {
  return {
    ...outer,
    param: (name, key) =>
      (key === undefined ? undefined : given.get(`${name}.${key}`)) ??
      given.get(name) ??
      outer.param(name, key),
  };
}

/** A parameter with a list of allowed values holds one of them. */
export function checked(given: Given, specs: readonly ParamSpec[]): Given {
  const fixed = specs.filter(({ enum: choices }) => choices.length > 0);
  if (fixed.length === 0) return given;
  return new Map([...given, ...fixed.map(({ name }) => [name?.value ?? '', CLEAN] as const)]);
}
