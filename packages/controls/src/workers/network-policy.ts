import { buildNamespacesOf } from '../cluster/namespaces.js';
import type { Node } from '@plumbline/core';
import {
  isTrue,
  itemsAt,
  nameNode,
  nodeAt,
  objectsOfKind,
  scalarAt,
  textsAt,
  type ClusterObject,
} from '../cluster/objects.js';
import { isOfTekton } from '../cluster/settings.js';
import type { Control, Judgement } from '../control.js';
import type { Subject } from '../subject.js';
import { placeIn, type Violation } from '../violation.js';

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
    '`kubectl get networkpolicies -A -o yaml`: every namespace with builds has a policy for all its pods that limits what comes in and what goes out; none beside the controllers has an empty rule. `spec.networkPolicy.disabled` of TektonConfig is not `true`.',
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
  const ofTekton = policies.filter((policy) => isOfTekton(policy) || isForListeners(policy));
  const switches = objectsOfKind(subject, 'TektonConfig').filter(
    ({ node }) => nodeAt(node, 'spec', 'networkPolicy') !== null,
  );
  const isKnown = policies.length > 0 && namespaces.length + ofTekton.length > 0;
  if (!isKnown && switches.length === 0) return 'not-offered';
  return [
    ...(policies.length === 0 ? [] : namespaces.flatMap((one) => judgeBuilds(one, policies))),
    ...ofTekton.flatMap((policy) => judgeOpen(policy)),
    ...switches.flatMap((config) => judgeSwitch(config)),
  ];
}

function judgeBuilds(
  namespace: ClusterObject,
  policies: readonly ClusterObject[],
): readonly Violation[] {
  const own = policies.filter((policy) => policy.namespace === namespace.name && isForAll(policy));
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
}

/** A policy beside the controllers that lets everything through. */
function judgeOpen(policy: ClusterObject): readonly Violation[] {
  return ['ingress', 'egress'].flatMap((direction): readonly Violation[] => {
    const open = itemsAt(policy.node, 'spec', direction).find((rule) => isEmpty(rule));
    if (open === undefined) return [];
    return [
      {
        at: placeIn(policy, open),
        address: policy.address,
        subject: direction,
        severity: 'low',
        message:
          direction === 'ingress'
            ? 'Every pod of the cluster reaches the controllers or listeners that this policy is for.'
            : 'Whoever takes one of these controllers or listeners over reaches every service of the cluster.',
        hint: `${direction}: the peers and ports that are needed`,
      },
    ];
  });
}

/** What the operator makes by default (operator: NetworkPolicy). */
function judgeSwitch(config: ClusterObject): readonly Violation[] {
  const off = scalarAt(config.node, 'spec', 'networkPolicy', 'disabled');
  if (!isTrue(off) || off === null) return [];
  return [
    {
      at: placeIn(config, off),
      address: config.address,
      subject: 'networkPolicy.disabled',
      severity: 'low',
      message: 'Every pod of the cluster reaches the controllers and resolvers of Tekton.',
      hint: 'disabled: false',
    },
  ];
}

function isEmpty(rule: Node): boolean {
  return rule.kind === 'map' && rule.entries.length === 0;
}

/** By the labels that the controller of Triggers gives the pods of an EventListener. */
function isForListeners({ node }: ClusterObject): boolean {
  const labels = nodeAt(node, 'spec', 'podSelector', 'matchLabels');
  return (
    scalarAt(labels ?? undefined, 'app.kubernetes.io/managed-by')?.text === 'EventListener' ||
    scalarAt(labels ?? undefined, 'eventlistener') !== null
  );
}

function isForAll({ node }: ClusterObject): boolean {
  const selector = nodeAt(node, 'spec', 'podSelector');
  return selector === null || (selector.kind === 'map' && selector.entries.length === 0);
}

/** An empty rule lets everything through. Without types a policy limits what comes in, and what goes out where it says something of that (NetworkPolicySpec). */
function limits({ node }: ClusterObject, direction: string): boolean {
  const types = textsAt(node, 'spec', 'policyTypes');
  const rules = itemsAt(node, 'spec', direction.toLowerCase());
  if (rules.some((rule) => isEmpty(rule))) return false;
  if (types.length > 0) return types.includes(direction);
  return direction === 'Ingress' || nodeAt(node, 'spec', 'egress') !== null;
}
