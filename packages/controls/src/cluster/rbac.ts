import type { Node } from '@plumbline/core';
import { shared, type Subject } from '../subject.js';
import {
  itemsAt,
  labelOf,
  nodeAt,
  objectsOfKind,
  scalarAt,
  textsAt,
  type ClusterObject,
} from './objects.js';

/** A rule of a Role or ClusterRole. */
export interface Rule {
  readonly groups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  /** Where it is limited to objects by name. */
  readonly names: readonly string[];
}

export interface Grantee {
  readonly kind: string;
  readonly name: string;
  /** Of a service account; that of the binding where it does not say. */
  readonly namespace: string | null;
  readonly of: ClusterObject;
  readonly node: Node;
}

/** A binding with the rules that it gives; null where the role is not among the objects. */
export interface Grant {
  readonly binding: ClusterObject;
  readonly role: string;
  readonly rules: readonly Rule[] | null;
  readonly grantees: readonly Grantee[];
}

/** Every RoleBinding and ClusterRoleBinding with what it gives to whom. */
export const grantsOf = shared((subject: Subject): readonly Grant[] => {
  const roles = ['Role', 'ClusterRole'].flatMap((kind) => objectsOfKind(subject, kind));
  const bindings = ['RoleBinding', 'ClusterRoleBinding'].flatMap((kind) =>
    objectsOfKind(subject, kind),
  );
  return bindings.map((binding) => grantOf(binding, roles));
});

function grantOf(binding: ClusterObject, roles: readonly ClusterObject[]): Grant {
  const kind = scalarAt(binding.node, 'roleRef', 'kind')?.text;
  const role = scalarAt(binding.node, 'roleRef', 'name')?.text ?? '';
  const found = roles.find(
    (one) =>
      one.kind === kind &&
      one.name === role &&
      (kind === 'ClusterRole' || one.namespace === binding.namespace),
  );
  const known = kind === 'ClusterRole' ? (BUILT_IN.get(role) ?? null) : null;
  return {
    binding,
    role,
    rules: found === undefined ? known : [...rulesOf(found), ...aggregated(found, roles)],
    grantees: itemsAt(binding.node, 'subjects').map((node) => ({
      kind: scalarAt(node, 'kind')?.text ?? '',
      name: scalarAt(node, 'name')?.text ?? '',
      namespace: scalarAt(node, 'namespace')?.text ?? binding.namespace,
      of: binding,
      node,
    })),
  };
}

/** The rules of a role. */
export function rulesOf({ node }: ClusterObject): readonly Rule[] {
  return itemsAt(node, 'rules').map((rule) => ({
    groups: textsAt(rule, 'apiGroups'),
    resources: textsAt(rule, 'resources'),
    verbs: textsAt(rule, 'verbs'),
    names: textsAt(rule, 'resourceNames'),
  }));
}

/** What a ClusterRole takes over from others by their labels; an export of the cluster has it in its rules too. */
function aggregated({ node }: ClusterObject, roles: readonly ClusterObject[]): readonly Rule[] {
  const selectors = itemsAt(node, 'aggregationRule', 'clusterRoleSelectors');
  return selectors.flatMap((selector) => {
    const labels = nodeAt(selector, 'matchLabels');
    if (labels?.kind !== 'map') return [];
    const chosen = roles.filter(
      (role) =>
        role.kind === 'ClusterRole' &&
        labels.entries.every(
          ({ key, value }) =>
            value.kind === 'scalar' && labelOf(role, key.text)?.value === value.text,
        ),
    );
    return chosen.flatMap((role) => rulesOf(role));
  });
}

const EDIT: Rule = {
  groups: ['', 'apps', 'batch', 'tekton.dev', 'triggers.tekton.dev'],
  resources: ['*'],
  verbs: ['create', 'update', 'patch', 'delete', 'get', 'list'],
  names: [],
};

/** What Kubernetes, with Tekton's aggregation to `edit`, gives by its own roles. */
const BUILT_IN: ReadonlyMap<string, readonly Rule[]> = new Map([
  ['cluster-admin', [{ groups: ['*'], resources: ['*'], verbs: ['*'], names: [] }]],
  ['admin', [EDIT]],
  ['edit', [EDIT]],
  ['view', [{ groups: [''], resources: ['pods'], verbs: ['get'], names: [] }]],
]);

/** Whether a rule allows a verb on a resource; subresources are named as `pods/exec`. */
export function allows(
  rule: Rule,
  what: { readonly group: string; readonly resource: string; readonly verb: string },
): boolean {
  const sub = what.resource.split('/')[1];
  const matches = (one: string): boolean =>
    one === '*' || one === what.resource || (sub !== undefined && one === `*/${sub}`);
  return (
    (rule.groups.includes('*') || rule.groups.includes(what.group)) &&
    rule.resources.some(matches) &&
    (rule.verbs.includes('*') || rule.verbs.includes(what.verb))
  );
}
