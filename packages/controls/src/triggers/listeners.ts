import type { Node } from '@plumbline/core';
import type { InterceptorUse, TektonResource, TriggerSpec } from '@plumbline/pipeline';
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
  const groups = listeners.flatMap(({ resource }) =>
    resource.spec.triggerGroups.map(({ interceptors }) => interceptors),
  );
  return [
    ...listeners.flatMap((listener) => inline(listener)),
    ...resourcesOf(subject).flatMap((site): readonly TriggerSite[] => {
      const { resource } = site;
      if (resource.kind !== 'Trigger') return [];
      const own = resource.spec.interceptors;
      const chains = groups.length === 0 ? [own] : groups.map((group) => [...group, ...own]);
      return [{ ...site, trigger: resource.spec, listener: null, chains }];
    }),
  ];
});

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
