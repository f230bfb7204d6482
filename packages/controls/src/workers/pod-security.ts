import { labelOf, nameNode } from '../cluster/objects.js';
import { buildNamespacesOf } from '../cluster/namespaces.js';
import type { Control, Judgement } from '../control.js';
import type { Subject } from '../subject.js';
import { placeIn, type Violation } from '../violation.js';

/** 4.4.2: what definitions must not ask for, the namespace refuses. */
export const podSecurity: Control = {
  id: '4.4.2',
  slug: 'pod-security',
  title: 'Build namespaces enforce pod security',
  level: 1,
  assessment: 'automated',
  rationale:
    'A reviewed task asks for no privileges; the next one may. Pod Security Admission refuses privileged pods, folders of the node and host namespaces, whoever wrote the task. `warn` and `audit` refuse nothing.',
  audit:
    '`kubectl get namespaces -L pod-security.kubernetes.io/enforce`: every namespace with runs has `baseline` or `restricted`.',
  remediation:
    'Label the namespace: `pod-security.kubernetes.io/enforce: baseline`, better `restricted` (with control 4.3.2).',
  impact: 'Tasks that need more no longer start there; give them a namespace of their own.',
  references: ['OWASP CICD-SEC-7', 'CIS-K8s 5.2', 'Kubernetes Pod Security Standards'],
  legs: { T: { judge, needs: ['cluster'] } },
};

const LABEL = 'pod-security.kubernetes.io/enforce';

function judge(subject: Subject): Judgement {
  const namespaces = buildNamespacesOf(subject);
  if (namespaces.length === 0) return 'not-offered';
  return namespaces.flatMap((namespace): readonly Violation[] => {
    const label = labelOf(namespace, LABEL);
    if (label !== null && /^(?:baseline|restricted)$/.test(label.value)) return [];
    return [
      {
        at: placeIn(namespace, label ?? { node: nameNode(namespace) }),
        address: namespace.address,
        subject: LABEL,
        severity: 'medium',
        message:
          'Whoever may create a run here gets a privileged pod, that is the node: nothing refuses it.',
        hint: `${LABEL}: restricted`,
        expected: 'baseline or restricted',
        actual: label?.value ?? 'no label',
      },
    ];
  });
}
