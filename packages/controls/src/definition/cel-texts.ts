import { mapGet, scalarOf, type MapNode, type ScalarNode } from '@plumbline/core';
import type { InterceptorUse } from '@plumbline/pipeline';
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
  if (resource.kind === 'Trigger')
    return resource.spec.interceptors.flatMap((use) => filterOf(site, address, use));
  if (resource.kind !== 'EventListener') return [];
  const { triggers, triggerGroups } = resource.spec;
  const all = [...triggerGroups, ...triggers];
  const names = nameAlike(all.map(({ name }) => name?.value ?? 'trigger'));
  return all.flatMap(({ interceptors }, index) =>
    interceptors.flatMap((use) => filterOf(site, `${address}.${names[index] ?? ''}`, use)),
  );
}

/** `params: [{ name: filter }]`, or `cel: { filter }` of the older form. */
function filterOf(site: ResourceSite, address: string, use: InterceptorUse): readonly CelText[] {
  const older = mapGet(use.node, 'cel');
  const nodes = [
    use.params.find(({ name }) => name.value === 'filter')?.value ?? null,
    older?.kind === 'map' ? (mapGet(older, 'filter') ?? null) : null,
  ];
  return nodes.flatMap((node) => {
    const scalar = node === null ? undefined : scalarOf(node);
    return node?.kind === 'scalar' && scalar !== undefined ? [{ ...site, address, node }] : [];
  });
}
