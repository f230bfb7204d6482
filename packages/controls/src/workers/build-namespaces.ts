import type { Control, Judgement } from '../control.js';
import type { Subject } from '../subject.js';
import { resourcesOf } from '../tekton/specs.js';
import { placeIn, type Violation } from '../violation.js';

/** 4.4.1: a namespace is the bound of secrets, accounts and policies. */
export const buildNamespaces: Control = {
  id: '4.4.1',
  slug: 'build-namespaces',
  title: 'Builds have namespaces of their own',
  level: 1,
  assessment: 'automated',
  rationale:
    'Secrets, service accounts, quotas and network policies hold for a namespace. A run in `default` shares them with whatever else nobody gave a place; a run in a namespace of Tekton or of the cluster can change the controllers that judge it.',
  audit:
    'No TaskRun, PipelineRun, EventListener or Repository stands in `default`, `kube-*`, `openshift*`, `tekton-*` or `pipelines-as-code`. Whether all builds of a namespace deserve the same trust is for a person to see.',
  remediation:
    'Make a namespace for each level of trust and write it: `namespace: builds-release`.',
  impact: 'Secrets and accounts must be made in the new namespace.',
  references: ['OWASP CICD-SEC-7', 'CIS-K8s 5.7', 'Kyverno tekton policies'],
  legs: { T: { judge, needs: ['cluster'] } },
};

const KINDS = new Set(['TaskRun', 'PipelineRun', 'CustomRun', 'EventListener', 'Repository']);
const SYSTEM =
  /^(?:kube-.*|openshift(?:-.*)?|tekton-(?:pipelines|pipelines-resolvers|triggers|chains|operator|results|dashboard)|tekton-system|pipelines-as-code)$/;

function judge(subject: Subject): Judgement {
  const placed = resourcesOf(subject).flatMap(({ resource, address }) => {
    const namespace = resource.metadata.namespace;
    return KINDS.has(resource.kindText.value) && namespace !== null
      ? [{ resource, address, namespace }]
      : [];
  });
  if (placed.length === 0) return 'not-offered';
  return placed.flatMap(({ resource, address, namespace }): readonly Violation[] => {
    const isSystem = SYSTEM.test(namespace.value);
    if (!isSystem && namespace.value !== 'default') return [];
    return [
      {
        at: placeIn(resource, namespace),
        address,
        subject: namespace.value,
        severity: isSystem ? 'high' : 'medium',
        message: isSystem
          ? `Whoever changes this run works in \`${namespace.value}\`, beside the controllers and their secrets.`
          : 'Whoever changes this run shares the secrets and accounts of `default` with everything that has no place of its own.',
        hint: 'namespace: <a namespace for builds of this trust>',
        actual: namespace.value,
      },
    ];
  });
}
