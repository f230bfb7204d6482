import {
  labelOf,
  nameNode,
  objectsOf,
  objectsOfKind,
  type ClusterObject,
} from '../cluster/objects.js';
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

const RUNS = new Set(['TaskRun', 'PipelineRun', 'Task', 'Pipeline', 'EventListener', 'Repository']);
const SYSTEM =
  /^(?:default|kube-.*|openshift(?:-.*)?|tekton-(?:pipelines|pipelines-resolvers|triggers|chains|operator|results|dashboard)|pipelines-as-code)$/;
const BUILDS = /(?:^|[-_.])(?:ci|cd|cicd|builds?|builders?|pipelines?|tekton)(?:[-_.]|$)/i;

/** The namespaces where Tekton resources stand; where none says so, those that are called after builds. */
function buildNamespacesOf(subject: Subject): readonly ClusterObject[] {
  const used = new Set(
    objectsOf(subject)
      .filter(({ group, kind }) => group.endsWith('tekton.dev') && RUNS.has(kind))
      .flatMap(({ namespace }) => namespace ?? []),
  );
  return objectsOfKind(subject, 'Namespace').filter(({ name, group }) => {
    if (group !== '' || SYSTEM.test(name)) return false;
    return used.size > 0 ? used.has(name) : BUILDS.test(name);
  });
}
