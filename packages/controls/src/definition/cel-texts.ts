import {
  mapGet,
  scalarOf,
  seqItems,
  stringOf,
  type MapNode,
  type Node,
  type ScalarNode,
} from '@plumbline/core';
import type { InterceptorUse } from '@plumbline/pipeline';
import { replacedIn, type Replacement } from '../foreign.js';
import { nameAlike } from '../names.js';
import { shared, type Subject } from '../subject.js';
import { containersOf, pipelineTasksOf, resourcesOf, type ResourceSite } from '../tekton/specs.js';

/** A condition of Tekton that is written in CEL. */
export interface CelText extends ResourceSite {
  readonly node: ScalarNode;
}

/** A `when` of a task or step. */
export interface WhenSite extends ResourceSite {
  readonly when: MapNode;
}

/** Every `when`, of tasks and of steps. */
export const whensOf = shared((subject: Subject): readonly WhenSite[] => [
  ...pipelineTasksOf(subject).flatMap((site) => site.entry.when.map((when) => ({ ...site, when }))),
  ...containersOf(subject).flatMap((site) => site.step.when.map((when) => ({ ...site, when }))),
]);

/** Filters of triggers, expressions of Pipelines as Code, and `cel` of `when`. */
export const celTextsOf = shared((subject: Subject): readonly CelText[] => [
  ...resourcesOf(subject).flatMap((site) => [...filtersIn(site), ...annotated(site)]),
  ...whensOf(subject).flatMap((site) => {
    const node = scalarAt(site.when, 'cel');
    return node === null ? [] : [{ ...site, node }];
  }),
]);

/** The scalar of a key. */
export function scalarAt(map: MapNode, key: string): ScalarNode | null {
  const node = mapGet(map, key);
  return node?.kind === 'scalar' && node.value !== null ? node : null;
}

function annotated(site: ResourceSite): readonly CelText[] {
  return site.resource.metadata.annotations
    .filter(({ name }) => name.value === 'pipelinesascode.tekton.dev/on-cel-expression')
    .map(({ value }) => ({
      ...site,
      address: `${site.address}.on-cel-expression`,
      node: value.node,
    }));
}

function filtersIn(site: ResourceSite): readonly CelText[] {
  const { resource, address } = site;
  if (resource.kind === 'Trigger') return filtersOf(site, address, resource.spec.interceptors);
  if (resource.kind !== 'EventListener') return [];
  const { triggers, triggerGroups } = resource.spec;
  const all = [...triggerGroups, ...triggers];
  const names = nameAlike(all.map(({ name }) => name?.value ?? 'trigger'));
  return all.flatMap(({ interceptors }, index) =>
    filtersOf(site, `${address}.${names[index] ?? ''}`, interceptors),
  );
}

/** The filters of a chain; what an interceptor in front of one adds to the event stands in the place of its name. */
function filtersOf(
  site: ResourceSite,
  address: string,
  chain: readonly InterceptorUse[],
): readonly CelText[] {
  const added = new Map<string, string>();
  return chain.flatMap((use) => {
    for (const item of seqItems(paramOf(use, 'overlays')))
      added.set(stringOf(mapGet(item, 'key')) ?? '', stringOf(mapGet(item, 'expression')) ?? '');
    const node = scalarOf(paramOf(use, 'filter'));
    return node === undefined ? [] : [{ ...site, address, node: withAdded(node, added) }];
  });
}

/** `params: [{ name: filter }]`, or `cel: { filter }` of the older form. */
function paramOf({ params, node }: InterceptorUse, key: string): Node | null {
  const given = params.find(({ name }) => name.value === key)?.value ?? null;
  return given ?? mapGet(mapGet(node, 'cel'), key) ?? null;
}

const LONGEST = 20_000;

function withAdded(node: ScalarNode, added: ReadonlyMap<string, string>): ScalarNode {
  if (added.size === 0 || !node.text.includes('extensions.')) return node;
  let length = 0;
  const parts = [...node.text.matchAll(/\bextensions\.(\w+)/g)].flatMap(
    ({ 0: name, 1: key = '', index: start }): readonly Replacement[] => {
      const expression = added.get(key) ?? '';
      length += expression.length;
      if (expression === '' || length > LONGEST) return [];
      const text = /\|\||&&|\?/.test(expression) ? `(${expression})` : expression;
      return [{ start, end: start + name.length, text, given: null }];
    },
  );
  return replacedIn(node, parts);
}
