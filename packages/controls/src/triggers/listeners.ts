import type { Node } from '@plumbline/core';
import type {
  InterceptorUse,
  Param,
  TektonResource,
  TriggerGroup,
  TriggerSpec,
} from '@plumbline/pipeline';
import { nodeAt, scalarAt } from '../cluster/objects.js';
import { nameAlike } from '../names.js';
import { shared, type Subject } from '../subject.js';
import { resourcesOf, type ResourceSite } from '../tekton/specs.js';

/** An EventListener that the target holds. */
export interface ListenerSite extends ResourceSite {
  readonly resource: TektonResource & { readonly kind: 'EventListener' };
}

/** A trigger, written in an EventListener or as a resource of its own. */
export interface TriggerSite extends ResourceSite {
  readonly trigger: TriggerSpec;
  /** The EventListener that it is written in; null for a resource of its own. */
  readonly listener: ListenerSite | null;
  /** What every event passes before it runs: any of these chains may lead here. */
  readonly chains: readonly (readonly InterceptorUse[])[];
}

/** Every EventListener. */
export const listenersOf = shared((subject: Subject): readonly ListenerSite[] =>
  resourcesOf(subject).flatMap((site) => {
    const { resource } = site;
    return resource.kind === 'EventListener' ? [{ ...site, resource }] : [];
  }),
);

/** Every trigger whose definition the target holds; one that a listener refers to stands where it is written. */
export const triggersOf = shared((subject: Subject): readonly TriggerSite[] => {
  const listeners = listenersOf(subject);
  const groups = listeners.flatMap(({ resource }) => resource.spec.triggerGroups);
  return [
    ...listeners.flatMap((listener) => inline(listener)),
    ...resourcesOf(subject).flatMap((site): readonly TriggerSite[] => {
      const { resource } = site;
      if (resource.kind !== 'Trigger') return [];
      const own = resource.spec.interceptors;
      const chosen = groups.filter((group) => selects(group, resource));
      const chains = chosen.map(({ interceptors }) => [...interceptors, ...own]);
      const all = chains.length === 0 ? [own] : chains;
      return [{ ...site, trigger: resource.spec, listener: null, chains: all }];
    }),
  ];
});

/** By the labels of the Trigger; what is asked in another way may be so. */
function selects({ node }: TriggerGroup, { metadata }: TektonResource): boolean {
  const wanted = nodeAt(node, 'triggerSelector', 'labelSelector', 'matchLabels');
  if (wanted?.kind !== 'map') return true;
  return wanted.entries.every(({ key, value }) =>
    metadata.labels.some(
      (own) =>
        own.name.value === key.text && value.kind === 'scalar' && own.value.value === value.text,
    ),
  );
}

function inline(listener: ListenerSite): readonly TriggerSite[] {
  const { triggers } = listener.resource.spec;
  const names = nameAlike(triggers.map(({ name }) => name?.value ?? 'trigger'));
  return triggers.flatMap((trigger, index) =>
    trigger.triggerRef !== null
      ? []
      : [
          {
            ...listener,
            trigger,
            listener,
            chains: [trigger.interceptors],
            address: `${listener.address}.triggers.${names[index] ?? ''}`,
          },
        ],
  );
}

/** Interceptors that come with Tekton. */
const BUNDLED = new Set(['github', 'gitlab', 'bitbucket', 'slack', 'cel']);

/** What an interceptor is: one that comes with Tekton, or one that is not known here. */
export function interceptorName({ ref, refKind, webhook }: InterceptorUse): string | null {
  if (webhook !== null && ref?.value === 'webhook') return null;
  if (ref === null || refKind?.value === 'NamespacedInterceptor') return null;
  return BUNDLED.has(ref.value) ? ref.value : null;
}

/** A parameter of an interceptor, also in the form before `params`. */
export function interceptorParam(use: InterceptorUse, name: string): Node | null {
  const param = use.params.find((one) => one.name.value === name);
  return param?.value ?? (use.ref === null ? null : nodeAt(use.node, use.ref.value, name));
}

/** The text of a CEL filter; null if there is none. */
export function celFilter(use: InterceptorUse): string | null {
  if (interceptorName(use) !== 'cel') return null;
  const node = interceptorParam(use, 'filter');
  return node?.kind === 'scalar' ? node.text : null;
}

/** The events that an interceptor lets through; empty if it does not say. */
export function eventTypesOf(use: InterceptorUse): readonly string[] {
  const types = interceptorParam(use, 'eventTypes');
  if (types?.kind !== 'seq') return [];
  return types.items.flatMap((item) => (item.kind === 'scalar' ? item.text : []));
}

/** A filter that pushes alone get through: by the header of the event, or by the branch that was pushed. */
const PUSHES =
  /header\.match\(\s*["']X-\w+-Event["']\s*,\s*["'][^"']*push[^"']*["']\s*\)|(?<![!|(]\s*)\bbody\.ref\s*==/i;

/** Whether some of the wanted events get through all interceptors of a chain: by their types, or where none says any, by a filter that speaks of them. */
export function hears(
  chain: readonly InterceptorUse[],
  wanted: { readonly types: RegExp; readonly filters: RegExp },
): boolean {
  const filters = chain.map((use) => celFilter(use) ?? '');
  if (filters.some((filter) => PUSHES.test(filter) && !filter.includes('||'))) return false;
  const typed = chain.map((use) => eventTypesOf(use)).filter((types) => types.length > 0);
  return typed.length > 0
    ? typed.every((types) => types.some((type) => wanted.types.test(type)))
    : filters.some((filter) => wanted.filters.test(filter));
}

/** Where to point for a trigger: its name, else the trigger. */
export function triggerPoint({ trigger, listener, resource }: TriggerSite): Node {
  if (trigger.name !== null) return trigger.name.node;
  return listener === null
    ? (resource.metadata.name?.node ?? resource.kindText.node)
    : trigger.node;
}

/** The account of the pod of a listener: in the pod of v1beta1, or beside it. */
export function listenerAccount({ resource }: ListenerSite): Node | null {
  const { node, resources, serviceAccountName } = resource.spec;
  const path = ['spec', 'template', 'spec', 'serviceAccountName'] as const;
  return (
    scalarAt(resources, 'kubernetesResource', ...path) ??
    scalarAt(resources, 'customResource', ...path) ??
    serviceAccountName?.node ??
    scalarAt(node, 'podTemplate', 'serviceAccountName')
  );
}

/** The parameters of the bindings of a trigger, with the resource that they are written in. */
export function paramsBound(
  subject: Subject,
  { bindings }: TriggerSpec,
  own: TektonResource,
): readonly { readonly at: TektonResource; readonly params: readonly Param[] }[] {
  return bindings.flatMap(({ name, value, ref, params }) => {
    const single =
      name === null || value === null ? [] : [{ name, value: value.node, node: own.node }];
    const named = resourcesOf(subject).flatMap(({ resource }) =>
      (resource.kind === 'TriggerBinding' || resource.kind === 'ClusterTriggerBinding') &&
      resource.metadata.name?.value === ref?.value
        ? { at: resource, params: resource.params }
        : [],
    );
    return [{ at: own, params: [...single, ...params] }, ...named];
  });
}
