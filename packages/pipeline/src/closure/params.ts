import type { Node } from '@plumbline/core';
import type { Param, ParamSpec } from '../tekton/param.js';
import type { TaskMatrix } from '../tekton/pipeline.js';
import type { Expansion } from './matrix.js';

/** What is known of a parameter where a text uses it. */
export type ParamValue =
  | { readonly known: true; readonly values: readonly string[] }
  /** Another caller may give another value. */
  | { readonly known: false; readonly default: string | null };

export type ParamScope = ReadonlyMap<string, ParamValue>;

const LIMIT = 256;
const VARIABLE = /\$\(([^()]*)\)/g;
const NAME = /^(tt\.)?params(?:\.([\w.-]+)|\[(["'])([^"']+)\3\])$/;

/** All values of a text whose only variables are parameters with known values (Tekton variable substitution). */
export function expandParams(text: string, scope: ParamScope): Expansion {
  let values: readonly string[] = [text];
  for (const match of text.matchAll(VARIABLE)) {
    const name = NAME.exec(match[1] ?? '');
    const value =
      name === null ? undefined : scope.get(`${name[1] ?? ''}${name[2] ?? name[4] ?? ''}`);
    if (value === undefined || !value.known)
      return { known: false, reason: reasonFor(match[0], value) };
    values = values.flatMap((known) =>
      value.values.map((choice) => known.replace(match[0], () => choice)),
    );
    if (values.length > LIMIT)
      return { known: false, reason: 'its parameters have too many combinations' };
  }
  const open = values.find((value) => value.includes('$('));
  if (open !== undefined) return { known: false, reason: `it depends on \`${open}\`` };
  return { known: true, values: [...new Set(values)] };
}

function reasonFor(variable: string, value: ParamValue | undefined): string {
  const shown =
    value === undefined || value.known || value.default === null
      ? ''
      : ` (default \`${value.default}\`)`;
  return `it depends on \`${variable}\`${shown}, whose value is known only when it runs`;
}

/** The parameters of something that any caller may start: nothing is known, defaults are only shown. `prefix` is `tt.` in a TriggerTemplate. */
export function openScope(specs: readonly ParamSpec[], prefix = ''): ParamScope {
  const scope = new Map<string, ParamValue>();
  for (const { name, default: value } of specs) {
    if (name !== null) scope.set(prefix + name.value, { known: false, default: plain(value) });
  }
  return scope;
}

interface Given {
  readonly specs: readonly ParamSpec[];
  readonly params: readonly Param[];
  readonly matrix?: TaskMatrix | null;
  /** What the values of `params` may use. */
  readonly outer: ParamScope;
  /** Whether a run starts it; else a run from elsewhere may give a value where there is a default only. */
  readonly started: boolean;
}

/**
 * The parameters of an embedded specification: what is given, else the value of the same name around it, else its
 * default (Tekton, propagated parameters: a value given at run time comes before a default).
 */
export function boundScope({ specs, params, matrix, outer, started }: Given): ParamScope {
  const scope = new Map<string, ParamValue>(openScope(specs));
  for (const { name, default: value } of started ? specs : []) {
    if (name !== null) scope.set(name.value, valuesOf(value === null ? [] : [value], outer));
  }
  for (const [name, value] of outer) scope.set(name, value);
  const rows = [...(matrix?.params ?? []), ...(matrix?.include ?? []).flatMap((row) => row.params)];
  const given = Map.groupBy([...params, ...rows], (param) => param.name.value);
  for (const [name, all] of given) {
    const nodes = all.flatMap(({ value }) => (value?.kind === 'seq' ? value.items : (value ?? [])));
    scope.set(name, valuesOf(nodes, outer));
  }
  return scope;
}

function valuesOf(nodes: readonly Node[], outer: ParamScope): ParamValue {
  const values: string[] = [];
  for (const node of nodes) {
    const expanded = node.kind === 'scalar' ? expandParams(node.text, outer) : null;
    if (expanded === null || !expanded.known) return { known: false, default: null };
    values.push(...expanded.values);
  }
  return values.length === 0 ? { known: false, default: null } : { known: true, values };
}

function plain(node: Node | null): string | null {
  return node?.kind === 'scalar' ? node.text : null;
}
