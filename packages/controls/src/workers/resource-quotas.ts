import { buildNamespacesOf } from '../cluster/namespaces.js';
import {
  isFalse,
  isTrue,
  nameNode,
  nodeAt,
  objectsOfKind,
  scalarAt,
  type ClusterObject,
} from '../cluster/objects.js';
import type { Control, Judgement } from '../control.js';
import type { Subject } from '../subject.js';
import { placeIn, type Violation } from '../violation.js';

/** 4.4.6: what has no bound is used up by the first who tries. */
export const resourceQuotas: Control = {
  id: '4.4.6',
  slug: 'resource-quotas',
  title: 'Quotas bound what builds use',
  level: 2,
  assessment: 'automated',
  rationale:
    'A build without bounds takes the nodes from all others: by mistake, or by whoever mines coins in a pull request. A quota bounds the namespace, a limit range each pod that says nothing.',
  audit:
    '`kubectl get resourcequotas,limitranges -A`: every namespace with builds has one. `spec.pruner.disabled` of TektonConfig is not `true`.',
  remediation: 'Apply a ResourceQuota with `pods`, `limits.cpu` and `limits.memory`.',
  impact: 'Runs wait, or fail, when the quota is used up.',
  references: ['OWASP CICD-SEC-7', 'CIS-K8s 5.7'],
  legs: { T: { judge, needs: ['cluster'] } },
};

/** Without a quota in the export nobody knows whether quotas were exported, unless the bounds of the whole installation were. */
function judge(subject: Subject): Judgement {
  const namespaces = buildNamespacesOf(subject);
  const bounds = ['ResourceQuota', 'LimitRange'].flatMap((kind) => objectsOfKind(subject, kind));
  const pruners = objectsOfKind(subject, 'TektonConfig').filter(
    ({ node }) => nodeAt(node, 'spec', 'pruner') !== null,
  );
  const isKnown = namespaces.length > 0 && bounds.length + pruners.length > 0;
  if (!isKnown && pruners.length === 0) return 'not-offered';
  return [
    ...(isKnown ? unbounded(namespaces, bounds) : []),
    ...pruners.flatMap((config) => unpruned(config)),
  ];
}

/** Runs pile up until the API server suffers; newer versions of the operator have a second pruner. */
function unpruned(config: ClusterObject): readonly Violation[] {
  const off = scalarAt(config.node, 'spec', 'pruner', 'disabled');
  if (off === null || !isTrue(off)) return [];
  if (isFalse(nodeAt(config.node, 'spec', 'tektonpruner', 'disabled'))) return [];
  return [
    {
      at: placeIn(config, off),
      address: config.address,
      subject: 'pruner.disabled',
      severity: 'low',
      message: 'Whoever may start a run fills the store of the cluster: nothing removes old runs.',
      hint: 'pruner: { disabled: false, keep: 100, resources: [pipelinerun, taskrun], schedule: "0 8 * * *" }',
    },
  ];
}

function unbounded(
  namespaces: readonly ClusterObject[],
  bounds: readonly ClusterObject[],
): readonly Violation[] {
  return namespaces
    .filter(({ name }) => !bounds.some(({ namespace }) => namespace === name))
    .map((namespace) => ({
      at: placeIn(namespace, nameNode(namespace)),
      address: namespace.address,
      subject: 'quota',
      severity: 'low',
      message: 'Whoever may start a build here takes the nodes from all others: nothing bounds it.',
      hint: 'kind: ResourceQuota',
    }));
}
