import { buildNamespacesOf } from '../cluster/namespaces.js';
import { nameNode, objectsOfKind } from '../cluster/objects.js';
import type { Control, Judgement } from '../control.js';
import type { Subject } from '../subject.js';
import { placeIn } from '../violation.js';

/** 4.4.6: what has no bound is used up by the first who tries. */
export const resourceQuotas: Control = {
  id: '4.4.6',
  slug: 'resource-quotas',
  title: 'Quotas bound what builds use',
  level: 2,
  assessment: 'automated',
  rationale:
    'A build without bounds takes the nodes from all others: by mistake, or by whoever mines coins in a pull request. A quota bounds the namespace, a limit range each pod that says nothing.',
  audit: '`kubectl get resourcequotas,limitranges -A`: every namespace with builds has one.',
  remediation: 'Apply a ResourceQuota with `pods`, `limits.cpu` and `limits.memory`.',
  impact: 'Runs wait, or fail, when the quota is used up.',
  references: ['OWASP CICD-SEC-7', 'CIS-K8s 5.7'],
  legs: { T: { judge, needs: ['cluster'] } },
};

/** Without a quota in the export nobody knows whether quotas were exported. */
function judge(subject: Subject): Judgement {
  const namespaces = buildNamespacesOf(subject);
  const bounds = ['ResourceQuota', 'LimitRange'].flatMap((kind) => objectsOfKind(subject, kind));
  if (namespaces.length === 0 || bounds.length === 0) return 'not-offered';
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
