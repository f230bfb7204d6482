import { expectLeg } from '../testing/expect-leg.js';
import { admissionPolicy } from './admission-policy.js';

const kyverno = (
  spec: string,
  rule = 'validate: { pattern: {} }',
): string => `apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: { name: tekton-bundles }
spec:
  ${spec}
  rules:
    - name: digest
      match: { any: [{ resources: { kinds: [tekton.dev/v1/PipelineRun] } }] }
      ${rule}
`;

const validating = (actions: string): string => `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: { name: a }
spec:
  matchConstraints:
    resourceRules: [{ apiGroups: [tekton.dev], resources: [pipelineruns], operations: [CREATE] }]
  validations: [{ expression: "object.spec.pipelineRef.resolver == 'bundles'" }]
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: { name: a }
spec: { policyName: a, validationActions: [${actions}] }
`;

const TEKTON_IMAGES = `apiVersion: policies.kyverno.io/v1
kind: ImageValidatingPolicy
metadata: { name: signed }
spec:
  validationActions: [Audit]
  matchConstraints: { resourceRules: [{ apiGroups: [tekton.dev], resources: [taskruns] }] }
  attestors: [{ name: cosign, cosign: { key: { kms: "awskms:///alias/x" } } }]
`;

const CONSTRAINT = `apiVersion: constraints.gatekeeper.sh/v1beta1
kind: RequireBundles
metadata: { name: bundles }
spec:
  enforcementAction: warn
  match: { kinds: [{ apiGroups: [tekton.dev], kinds: [TaskRun] }] }
  parameters: { bundles: ['@sha256:'] }
`;

expectLeg(admissionPolicy, 'T', {
  twins: [
    {
      name: 'Kyverno audits',
      bad: kyverno('validationFailureAction: Audit'),
      edit: ['Audit', 'enforce'],
      at: '5:28',
    },
    {
      name: 'a rule of Kyverno audits',
      bad: kyverno('background: false', 'validate: { failureAction: Audit }'),
      edit: ['failureAction: Audit', 'failureAction: Enforce'],
      at: '9:34',
    },
    { name: 'the newer kind', bad: TEKTON_IMAGES, edit: ['[Audit]', '[Deny]'], at: '5:22' },
    {
      name: 'a binding that warns',
      bad: validating('Warn, Audit'),
      edit: ['Warn, Audit', 'Audit, Deny'],
      at: '12:43',
    },
    { name: 'a constraint that warns', bad: CONSTRAINT, edit: ['warn', 'deny'], at: '5:22' },
    {
      name: 'a policy that nothing binds',
      bad: validating('Deny').replace('policyName: a', 'policyName: other'),
      edit: ['policyName: other', 'policyName: a'],
      at: '3:19',
    },
  ],
  good: [
    {
      name: 'one refuses, another reports',
      files: { 'a.yaml': CONSTRAINT, 'b.yaml': validating('Deny') },
    },
  ],
  notOffered: [
    { name: 'nothing', files: '' },
    {
      name: 'a policy about pods',
      files: kyverno('validationFailureAction: Audit').replace('tekton.dev/v1/PipelineRun', 'Pod'),
    },
  ],
});
