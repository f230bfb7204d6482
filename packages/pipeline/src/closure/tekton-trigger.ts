import { placeOf } from '../document/shape.js';
import type { Shape } from '../document/shape.js';
import { readTemplates, type TektonResource } from '../tekton/resource.js';
import type { EventListenerSpec, InterceptorUse, TriggerSpec } from '../tekton/trigger.js';
import { openScope } from './params.js';
import { addInCluster, type TektonWalk } from './tekton-reference.js';

/** The interceptors that Tekton Triggers brings along; all others are services of somebody's own. */
const CORE_INTERCEPTORS = new Set(['github', 'gitlab', 'bitbucket', 'cel', 'slack']);

export function walkEventListener(
  walk: TektonWalk,
  id: string,
  of: TektonResource,
  spec: EventListenerSpec,
): void {
  for (const [index, trigger] of spec.triggers.entries()) {
    const name = trigger.name?.value ?? trigger.triggerRef?.value ?? '';
    const ref = `${walk.names.get(of) ?? of.path}/triggers/${index}/${name}`;
    const site = placeOf(of, trigger.node);
    const own = walk.graph.add(id, {
      kind: 'trigger',
      ref,
      path: of.path,
      status: 'present',
      site,
    });
    walkTrigger(walk, own, of, trigger);
  }
  for (const group of spec.triggerGroups) addInterceptors(walk, id, of, group.interceptors);
  const selects = spec.labelSelector ?? spec.namespaceSelector ?? spec.triggerGroups[0]?.node;
  if (selects === undefined) return;
  walk.graph.add(id, {
    kind: 'trigger',
    ref: `${walk.names.get(of) ?? of.path}/selected`,
    path: null,
    status: 'in-cluster',
    resolver: 'cluster',
    reason: 'a selector takes whatever triggers the cluster holds when an event comes',
    site: placeOf(of, selects),
  });
}

export function walkTrigger(
  walk: TektonWalk,
  id: string,
  of: TektonResource,
  spec: TriggerSpec,
): void {
  if (spec.triggerRef !== null) {
    addInCluster(walk, id, {
      kind: 'Trigger',
      name: spec.triggerRef.value,
      nodeKind: 'trigger',
      site: placeOf(of, spec.triggerRef.node),
    });
  }
  for (const { ref, kind } of spec.bindings) {
    if (ref === null) continue;
    addInCluster(walk, id, {
      kind: kind?.value ?? 'TriggerBinding',
      name: ref.value,
      nodeKind: 'trigger-binding',
      site: placeOf(of, ref.node),
    });
  }
  if (spec.template?.ref) {
    const { ref } = spec.template;
    addInCluster(walk, id, {
      kind: 'TriggerTemplate',
      name: ref.value,
      nodeKind: 'trigger-template',
      site: placeOf(of, ref.node),
    });
  }
  addInlineTemplate(walk, id, of, spec);
  addInterceptors(walk, id, of, spec.interceptors);
}

/** `template.spec` holds a TriggerTemplate in place; what is wrong in it is reported like the rest of the file. */
function addInlineTemplate(
  walk: TektonWalk,
  id: string,
  of: TektonResource,
  { template }: TriggerSpec,
): void {
  if (template === null || template.spec === null) return;
  const shape: Shape = { source: of.source, problems: walk.unreadable };
  for (const [index, resource] of readTemplates(shape, template.spec, of.index).entries()) {
    const name = `${id.slice(id.indexOf(':') + 1)}/${index}#${resource.kindText.value}/${resource.metadata.name?.value ?? ''}`;
    const inner: TektonWalk = { ...walk, names: new Map(walk.names).set(resource, name) };
    walk.walkResource(inner, id, resource, openScope(template.spec.params, 'tt.'));
  }
}

function addInterceptors(
  walk: TektonWalk,
  id: string,
  of: TektonResource,
  interceptors: readonly InterceptorUse[],
): void {
  for (const { ref, refKind, webhook, node } of interceptors) {
    const name = ref?.value ?? '';
    const core = CORE_INTERCEPTORS.has(name) && webhook === null;
    const kind = refKind?.value ?? 'ClusterInterceptor';
    walk.graph.add(id, {
      kind: 'interceptor',
      ref: name,
      key: `in-cluster/${kind}/${name}`,
      status: 'in-cluster',
      resolver: 'cluster',
      reason: core
        ? 'it comes with the Tekton Triggers of the cluster'
        : 'it is a service of the cluster that may change what the event says',
      site: placeOf(of, node),
    });
  }
}
