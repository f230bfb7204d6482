import {
  annotationOf,
  itemsAt,
  nodeAt,
  nameNode,
  objectsOfKind,
  scalarAt,
  type ClusterObject,
} from '../cluster/objects.js';
import type { Control, Judgement } from '../control.js';
import type { Subject } from '../subject.js';
import { placeIn, type Violation } from '../violation.js';

/** 4.3.8: without a bound a namespace asks for any security context constraint. */
export const openshiftConstraints: Control = {
  id: '4.3.8',
  slug: 'openshift-constraints',
  title: 'OpenShift limits what builds may do',
  level: 1,
  assessment: 'automated',
  rationale:
    'On OpenShift a security context constraint (SCC) says what pods may do. The operator gives the one that a namespace asks for to its builds. Unless `maxAllowed` bounds it, whoever may annotate a namespace gets `privileged` pods, that is the node.',
  audit:
    '`oc get tektonconfig config -o jsonpath={.spec.platforms.openshift.scc}` has `maxAllowed`, and neither it nor `default` is `privileged` or gives the host; no namespace is annotated with such an SCC.',
  remediation:
    'Set `spec.platforms.openshift.scc.maxAllowed: pipelines-scc` (or `restricted-v2`) in TektonConfig. Do not bind `system:openshift:scc:privileged` to accounts of builds.',
  impact: 'Builds that need more, such as Docker in Docker, no longer start.',
  references: ['OWASP CICD-SEC-7', 'Tekton operator SCC configuration'],
  legs: { T: { judge, needs: ['cluster'] } },
};

/** Constraints of OpenShift that give the node, or most of it. */
const WIDE = new Set([
  'privileged',
  'anyuid',
  'hostaccess',
  'hostmount-anyuid',
  'hostmount-anyuid-v2',
  'hostnetwork',
  'hostnetwork-v2',
  'node-exporter',
]);

function judge(subject: Subject): Judgement {
  const configs = objectsOfKind(subject, 'TektonConfig');
  const onOpenShift = configs.filter((config) => isOpenShift(config));
  const asked = [...judgeNamespaces(subject), ...judgeBindings(subject)];
  if (onOpenShift.length === 0 && asked.length === 0)
    return configs.length > 0 ? 'not-applicable' : 'not-offered';
  return [...onOpenShift.flatMap((config) => judgeConfig(config)), ...asked];
}

function isOpenShift(config: ClusterObject): boolean {
  const target = scalarAt(config.node, 'spec', 'targetNamespace')?.text ?? '';
  return (
    nodeAt(config.node, 'spec', 'platforms', 'openshift') !== null ||
    target.startsWith('openshift-')
  );
}

function judgeConfig(config: ClusterObject): readonly Violation[] {
  const keys = ['maxAllowed', 'default'] as const;
  const found = keys.map((key) =>
    scalarAt(config.node, 'spec', 'platforms', 'openshift', 'scc', key),
  );
  const address = config.address;
  return keys.flatMap((key, index): readonly Violation[] => {
    const node = found[index] ?? null;
    if (node === null ? key === 'default' : !WIDE.has(node.text)) return [];
    const rest = {
      address,
      subject: `scc.${key}`,
      severity: 'medium',
      hint: `${key}: ${key === 'default' ? 'restricted-v2' : 'pipelines-scc'}`,
    } as const;
    if (node === null)
      return [
        {
          ...rest,
          at: placeIn(config, nameNode(config)),
          message: 'Whoever may annotate a namespace gives its builds any SCC, also `privileged`.',
        },
      ];
    return [
      {
        ...rest,
        at: placeIn(config, node),
        message: `Builds may run with the SCC \`${node.text}\`: whoever changes a task reaches the node or becomes root.`,
        actual: node.text,
      },
    ];
  });
}

function judgeNamespaces(subject: Subject): readonly Violation[] {
  return objectsOfKind(subject, 'Namespace').flatMap((namespace): readonly Violation[] => {
    const asked = annotationOf(namespace, 'operator.tekton.dev/scc');
    if (asked === null || !WIDE.has(asked.value)) return [];
    return [
      {
        at: placeIn(namespace, asked),
        address: namespace.address,
        subject: 'operator.tekton.dev/scc',
        severity: 'medium',
        message: `Builds of this namespace run with the SCC \`${asked.value}\`: whoever changes a task reaches the node or becomes root.`,
        hint: 'operator.tekton.dev/scc: restricted-v2',
        actual: asked.value,
      },
    ];
  });
}

const SCC_ROLE = /^system:openshift:scc:(.+)$/;

/** The account that the operator gives to builds. */
function judgeBindings(subject: Subject): readonly Violation[] {
  const bindings = ['RoleBinding', 'ClusterRoleBinding'].flatMap((kind) =>
    objectsOfKind(subject, kind),
  );
  return bindings.flatMap((binding): readonly Violation[] => {
    const role = scalarAt(binding.node, 'roleRef', 'name');
    const scc = role === null ? undefined : SCC_ROLE.exec(role.text)?.[1];
    if (role === null || scc === undefined || !WIDE.has(scc)) return [];
    const names = itemsAt(binding.node, 'subjects').map((one) => scalarAt(one, 'name')?.text);
    if (!names.includes('pipeline')) return [];
    return [
      {
        at: placeIn(binding, role),
        address: binding.address,
        subject: role.text,
        severity: 'medium',
        message: `Every build with the account \`pipeline\` may run with the SCC \`${scc}\`: whoever changes a task reaches the node or becomes root.`,
        hint: 'name: system:openshift:scc:restricted-v2',
      },
    ];
  });
}
