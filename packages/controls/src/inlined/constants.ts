import {
  mapGet,
  scalarOf,
  seqItems,
  type MapNode,
  type Node,
  type ScalarNode,
} from '@plumbline/core';
import type { Stands } from './fill.js';
import { isFixed } from './outputs.js';

/** What stands for the variables and the axes of a job that have one value in all its steps and that no step sets anew; null if there are none. */
export function constantsOf(workflow: MapNode, job: Node): Stands | null {
  const env = envOf([mapGet(workflow, 'env'), mapGet(job, 'env')]);
  const axes = axesOf(mapGet(mapGet(job, 'strategy'), 'matrix'));
  if (env.size + axes.size === 0) return null;
  const written = writtenIn(job);
  return ([context, name = '', ...rest]) => {
    if (rest.length > 0) return undefined;
    if (context === 'matrix') return axes.get(name);
    return context === 'env' && !written.has(name) ? env.get(name) : undefined;
  };
}

function envOf(maps: readonly (Node | undefined)[]): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const map of maps)
    for (const { key, value } of map?.kind === 'map' ? map.entries : []) {
      if (isOneLine(value) && isFixed(value.text)) values.set(key.text.toLowerCase(), value.text);
      else values.delete(key.text.toLowerCase());
    }
  return values;
}

function isOneLine(node: Node): node is ScalarNode {
  return node.kind === 'scalar' && !node.text.includes('\n');
}

/** The axes with one value, where the matrix has one row. */
function axesOf(matrix: Node | undefined): ReadonlyMap<string, string> {
  if (matrix?.kind !== 'map') return new Map();
  const include = seqItems(mapGet(matrix, 'include'));
  const axes = matrix.entries.filter(({ key }) => key.text !== 'include' && key.text !== 'exclude');
  const rows = [
    ...axes.map(({ key, value }) => ({ name: key.text, values: seqItems(value) })),
    ...(include.length === 1 && include[0]?.kind === 'map' && axes.length === 0
      ? include[0].entries.map(({ key, value }) => ({ name: key.text, values: [value] }))
      : []),
  ];
  if (axes.length > 0 && include.length > 0) return new Map();
  return new Map(
    rows.flatMap(({ name, values }) => {
      const [only, second] = values;
      return only !== undefined && second === undefined && isOneLine(only) && isFixed(only.text)
        ? [[name.toLowerCase(), only.text] as const]
        : [];
    }),
  );
}

/** Variables that steps of the job set for themselves, or give to `GITHUB_ENV`, as far as their names show. */
function writtenIn(job: Node): ReadonlySet<string> {
  const names = seqItems(mapGet(job, 'steps')).flatMap((step) => {
    const env = mapGet(step, 'env');
    const own = env?.kind === 'map' ? env.entries.map(({ key }) => key.text) : [];
    return [...own, ...writtenBy(step)];
  });
  return new Set(names.map((name) => name.toLowerCase()));
}

/** Variables that a step gives to `GITHUB_ENV`, as far as their names show. */
export function writtenBy(step: Node): readonly string[] {
  const run = scalarOf(mapGet(step, 'run'))?.text ?? '';
  if (!run.includes('GITHUB_ENV')) return [];
  return [...run.matchAll(/\b([A-Za-z_]\w*)(?:=|<<)/g)].map(([, name = '']) => name);
}
