import { buildNamespacesOf } from '../cluster/namespaces.js';
import {
  itemsAt,
  nameNode,
  nodeAt,
  objectsOfKind,
  textsAt,
  type ClusterObject,
} from '../cluster/objects.js';
import type { Control, Judgement } from '../control.js';
import type { Subject } from '../subject.js';
import { placeIn } from '../violation.js';

/** 4.4.5: without a policy every pod talks to every other. */
export const networkPolicy: Control = {
  id: '4.4.5',
  slug: 'network-policy',
  title: 'Network policies isolate controllers and builds',
  level: 2,
  assessment: 'automated',
  rationale:
    'A pod without a network policy reaches every service of the cluster and is reached by every pod. A build that was taken over looks around from there: databases, the metadata of the cloud, event listeners that trust what comes from inside.',
  audit:
    '`kubectl get networkpolicies -A -o yaml`: every namespace with builds has a policy for all its pods that limits what comes in and what goes out.',
  remediation:
    'Apply a policy with `podSelector: {}` and `policyTypes: [Ingress, Egress]`, then allow DNS, the registry and the repository.',
  impact: 'Builds reach only what is named.',
  references: ['OWASP CICD-SEC-7', 'CIS-K8s 5.3'],
  legs: { T: { judge, needs: ['cluster'] } },
};

/** Without a policy in the export nobody knows whether policies were exported. */
function judge(subject: Subject): Judgement {
  const namespaces = buildNamespacesOf(subject);
  const policies = objectsOfKind(subject, 'NetworkPolicy');
  if (namespaces.length === 0 || policies.length === 0) return 'not-offered';
  return namespaces.flatMap((namespace) => {
    const own = policies.filter(
      (policy) => policy.namespace === namespace.name && isForAll(policy),
    );
    const missing = ['Ingress', 'Egress'].filter(
      (direction) => !own.some((policy) => limits(policy, direction)),
    );
    if (missing.length === 0) return [];
    const isOut = missing.includes('Egress');
    return [
      {
        at: placeIn(namespace, nameNode(namespace)),
        address: namespace.address,
        subject: missing.join(', '),
        severity: 'low',
        message: isOut
          ? 'Whoever takes a build of this namespace over reaches every service of the cluster: nothing limits what goes out.'
          : 'Every pod of the cluster reaches the builds of this namespace: nothing limits what comes in.',
        hint: `policyTypes: [${missing.join(', ')}]`,
      },
    ];
  });
}

function isForAll({ node }: ClusterObject): boolean {
  const selector = nodeAt(node, 'spec', 'podSelector');
  return selector === null || (selector.kind === 'map' && selector.entries.length === 0);
}

/** An empty rule lets everything through. Without types a policy limits what comes in, and what goes out where it says something of that (NetworkPolicySpec). */
function limits({ node }: ClusterObject, direction: string): boolean {
  const types = textsAt(node, 'spec', 'policyTypes');
  const rules = itemsAt(node, 'spec', direction.toLowerCase());
  if (rules.some((rule) => rule.kind === 'map' && rule.entries.length === 0)) return false;
  if (types.length > 0) return types.includes(direction);
  return direction === 'Ingress' || nodeAt(node, 'spec', 'egress') !== null;
}
