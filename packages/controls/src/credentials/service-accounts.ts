import { mapGet, seqItems, stringOf, type Node } from '@plumbline/core';
import type { KubernetesObject } from '@plumbline/pipeline';
import { shared, type Subject } from '../subject.js';
import { resourcesOf } from '../tekton/specs.js';

/** A binding of rights to service accounts, with the rules that it gives. */
export interface Grant {
  readonly binding: KubernetesObject;
  readonly role: string;
  /** Null where the role is not among the files. */
  readonly rules: readonly Rule[] | null;
  readonly clusterWide: boolean;
  readonly accounts: readonly Account[];
}

export interface Account {
  readonly name: string;
  readonly namespace: string;
  readonly node: Node;
}

export interface Rule {
  readonly groups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly names: readonly string[];
}

const BINDINGS = new Set(['RoleBinding', 'ClusterRoleBinding']);

/** Every grant to a service account among the exported objects. */
export const grantsOf = shared(({ model }: Subject): readonly Grant[] =>
  model.objects
    .filter(({ kindText }) => BINDINGS.has(kindText.value))
    .flatMap((binding) => grantOf(model.objects, binding)),
);

function grantOf(
  objects: readonly KubernetesObject[],
  binding: KubernetesObject,
): readonly Grant[] {
  const namespace = binding.metadata.namespace?.value ?? '';
  const accounts = seqItems(mapGet(binding.node, 'subjects')).flatMap((node) =>
    stringOf(mapGet(node, 'kind')) === 'ServiceAccount'
      ? [
          {
            name: stringOf(mapGet(node, 'name')) ?? '',
            namespace: stringOf(mapGet(node, 'namespace')) ?? namespace,
            node,
          },
        ]
      : [],
  );
  if (accounts.length === 0) return [];
  const ref = mapGet(binding.node, 'roleRef');
  const kind = stringOf(mapGet(ref, 'kind')) ?? '';
  const role = stringOf(mapGet(ref, 'name')) ?? '';
  const found = objects.find(
    ({ kindText, metadata }) =>
      kindText.value === kind &&
      metadata.name?.value === role &&
      (kind === 'ClusterRole' || (metadata.namespace?.value ?? '') === namespace),
  );
  const clusterWide = binding.kindText.value === 'ClusterRoleBinding';
  return [
    { binding, role, rules: found === undefined ? null : rulesOf(found), clusterWide, accounts },
  ];
}

function rulesOf({ node }: KubernetesObject): readonly Rule[] {
  return seqItems(mapGet(node, 'rules')).map((rule) => ({
    groups: texts(mapGet(rule, 'apiGroups')),
    resources: texts(mapGet(rule, 'resources')),
    verbs: texts(mapGet(rule, 'verbs')),
    names: texts(mapGet(rule, 'resourceNames')),
  }));
}

function texts(node: Node | undefined): readonly string[] {
  return seqItems(node).flatMap((item) => stringOf(item) ?? []);
}

/** Whether an account is one that builds run as: a run names it, or no run names any and it is no part of the platform. */
export function isBuildAccount(subject: Subject, { name, namespace }: Account): boolean {
  const named = runAccounts(subject);
  if (named.size > 0) return named.has(name);
  return !/^(?:kube-|openshift-|tekton-|pipelines-as-code$|cert-manager$|istio-system$)/.test(
    namespace,
  );
}

/** What runs and templates name; listeners have a control of their own (5.2.3). */
const runAccounts = shared(
  (subject: Subject): ReadonlySet<string> =>
    new Set(
      resourcesOf(subject).flatMap(({ resource }) => {
        if (resource.kind !== 'TaskRun' && resource.kind !== 'PipelineRun') return [];
        const { serviceAccountName } = resource.spec;
        const overrides = resource.kind === 'PipelineRun' ? resource.spec.taskRunSpecs : [];
        return [
          serviceAccountName?.value ?? 'default',
          ...overrides.flatMap((override) => override.serviceAccountName?.value ?? []),
        ];
      }),
    ),
);
