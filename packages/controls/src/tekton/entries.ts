import { mapGet, stringOf, type Node } from '@plumbline/core';
import type { PipelineTask, RunSpec } from '@plumbline/pipeline';
import { withText } from '../inlined/fill.js';
import type { Stands } from './fill.js';
import { isFixed, type Values } from './values.js';

/** More rows of a matrix show nothing new. */
const MOST_ROWS = 8;

/** What a matrix gives in each of its rows (Tekton, docs/matrix.md); of several lists each value once. */
export function rowsOf({ matrix }: PipelineTask): readonly Values[] {
  if (matrix === null) return [new Map()];
  const lists = matrix.params.map(({ name, value }) => ({
    name: name.value,
    values: value?.kind === 'seq' ? value.items : [],
  }));
  const most = Math.max(1, ...lists.map(({ values }) => values.length));
  const rows = Array.from({ length: Math.min(most, MOST_ROWS) }, (_none, at) => {
    const values = lists.map(({ name, values: all }) => [name, told(all[at] ?? all[0])] as const);
    return new Map<string, Node | null>(values);
  });
  const included = matrix.include
    .slice(0, MOST_ROWS)
    .map(
      ({ params }) => new Map(params.map(({ name, value }) => [name.value, told(value)] as const)),
    );
  const all = lists.length > 0 ? [...rows, ...included] : included;
  return all.length === 0 ? [new Map()] : all;
}

/** Those of a task; one that is written in place sees the workspaces around it as well. */
export function mapsOf(
  { workspaces }: PipelineTask,
  maps: ReadonlyMap<string, string>,
  isInPlace: boolean,
): ReadonlyMap<string, string> {
  const own = workspaces.flatMap(({ name, workspace }) => {
    const map = name === null ? undefined : maps.get((workspace ?? name).value);
    return name === null || map === undefined ? [] : [[name.value, map] as const];
  });
  return new Map([...(isInPlace ? maps : []), ...own]);
}

function told(value: Node | null | undefined): Node | null {
  return (value ?? null) !== null && isFixed(value as Node) ? (value as Node) : null;
}

/** Workspaces that a run binds to a ConfigMap, with its name. */
export function mapsIn({ workspaces }: RunSpec): ReadonlyMap<string, string> {
  return new Map(
    workspaces.flatMap(({ name, configMap }) => {
      const map = stringOf(mapGet(configMap, 'name'));
      return name === null || map === undefined ? [] : [[name.value, map] as const];
    }),
  );
}

/** Paths of workspaces of a Pipeline by the names that a task has for them. */
export function workspacesIn({ workspaces }: PipelineTask): Stands {
  const own = new Map(
    workspaces.flatMap(({ name, workspace }) =>
      name === null ? [] : [[(workspace ?? name).value, name] as const],
    ),
  );
  return (variable) => {
    const name = variable.kind === 'workspace' ? own.get(variable.name) : undefined;
    if (name === undefined) return undefined;
    return { value: withText(name.node, `$(workspaces.${name.value}.path)`), from: null };
  };
}
