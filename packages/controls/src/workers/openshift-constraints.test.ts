import { tektonConfig } from '../testing/cluster.js';
import { expectLeg } from '../testing/expect-leg.js';
import { openshiftConstraints } from './openshift-constraints.js';

const scc = (text: string): string => tektonConfig(`platforms:\n    openshift:\n      ${text}`);

expectLeg(openshiftConstraints, 'T', {
  twins: [
    {
      name: 'no bound',
      bad: scc('scc: { default: pipelines-scc }'),
      edit: ['{ default', '{ maxAllowed: pipelines-scc, default'],
      at: '4:9',
    },
    {
      name: 'the bound is everything',
      bad: scc('scc: { maxAllowed: privileged }'),
      edit: ['privileged', 'restricted-v2'],
      at: '8:26',
    },
    {
      name: 'the default is root',
      bad: scc('scc: { maxAllowed: pipelines-scc, default: anyuid }'),
      edit: ['anyuid', 'restricted-v2'],
      at: '8:50',
    },
    {
      name: 'a namespace asks for it',
      bad: `apiVersion: v1
kind: Namespace
metadata:
  name: builds
  annotations:
    operator.tekton.dev/scc: privileged
`,
      edit: ['privileged', 'nonroot'],
      at: '6:30',
    },
    {
      name: 'the account of builds',
      bad: `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: scc, namespace: builds }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "system:openshift:scc:privileged" }
subjects:
  - { kind: ServiceAccount, name: pipeline }
`,
      edit: ['scc:privileged', 'scc:restricted-v2'],
      at: '4:74',
    },
  ],
  notApplicable: [{ name: 'Kubernetes', files: tektonConfig('targetNamespace: tekton-pipelines') }],
  notOffered: [{ name: 'nothing', files: '' }],
});
