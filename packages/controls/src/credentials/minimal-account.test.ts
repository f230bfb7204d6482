import { expectLeg } from '../testing/expect-leg.js';
import { minimalAccount } from './minimal-account.js';

const RUN = `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata: { name: a, namespace: builds }
spec: { pipelineRef: { name: a }, taskRunTemplate: { serviceAccountName: builder } }
`;

const cluster = (rule: string, kind = 'Role', account = 'builder'): string => `${RUN}---
apiVersion: rbac.authorization.k8s.io/v1
kind: ${kind}
metadata: { name: build, namespace: builds }
rules:
  - ${rule}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ${kind}Binding
metadata: { name: build, namespace: builds }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ${kind}, name: build }
subjects:
  - { kind: ServiceAccount, name: ${account}, namespace: builds }
`;

const rule = (resources: string, verbs: string): string =>
  `{ apiGroups: [""], resources: [${resources}], verbs: [${verbs}] }`;

expectLeg(minimalAccount, 'T', {
  twins: [
    {
      name: 'a right that comes by aggregation',
      bad: `apiVersion: tekton.dev/v1
kind: TaskRun
metadata: {name: r, namespace: ci}
spec: {taskRef: {name: t}, serviceAccountName: builder}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: build-all}
aggregationRule:
  clusterRoleSelectors: [{matchLabels: {example.com/aggregate-to-build: "true"}}]
rules: []
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: build-extra, labels: {example.com/aggregate-to-build: "true"}}
rules: [{apiGroups: [""], resources: [secrets], verbs: [get]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: b, namespace: ci}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: build-all}
subjects: [{kind: ServiceAccount, name: builder, namespace: ci}]
`,
      edit: [
        `{example.com/aggregate-to-build: "true"}}
`,
        `{example.com/aggregate-to-build: "false"}}
`,
      ],
      at: '22:12',
    },
    {
      name: 'the group of all accounts of the namespace may do anything',
      bad: `apiVersion: v1
kind: List
items:
- apiVersion: tekton.dev/v1
  kind: PipelineRun
  metadata: {name: r, namespace: ci}
  spec: {pipelineRef: {name: p}, taskRunTemplate: {serviceAccountName: builder}}
- apiVersion: v1
  kind: ServiceAccount
  metadata: {name: builder, namespace: ci}
- apiVersion: rbac.authorization.k8s.io/v1
  kind: ClusterRole
  metadata: {name: builds, uid: 9d1ff3a5-6d0a-4a1e-bb0f-5c2d00000001}
  rules:
  - apiGroups: ["apps"]
    resources: ["deployments"]
    verbs: ["*"]
- apiVersion: rbac.authorization.k8s.io/v1
  kind: RoleBinding
  metadata: {name: builds, namespace: ci}
  roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: builds}
  subjects:
  - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: "system:serviceaccounts:ci"}
`,
      edit: ['["*', '["get'],
      at: '23:5',
    },
    {
      name: 'Secrets',
      bad: cluster(rule('secrets', 'get')),
      edit: ['[secrets]', '[configmaps]'],
      at: '17:5',
    },
    {
      name: 'one Secret',
      bad: cluster(rule('secrets', 'get')),
      edit: ['verbs: [get]', 'verbs: [get], resourceNames: [a]'],
      at: '17:5',
    },
    {
      name: 'other pods',
      bad: cluster(rule('pods/exec', 'create')),
      edit: ['pods/exec', 'pods/log'],
      at: '17:5',
    },
    { name: 'any verb', bad: cluster(rule('pods', '"*"')), edit: ['"*"', 'get'], at: '17:5' },
    {
      name: 'every namespace',
      bad: cluster(rule('configmaps', 'create'), 'ClusterRole'),
      edit: ['kind: ClusterRoleBinding', 'kind: RoleBinding'],
      at: '17:5',
    },
    {
      name: 'every namespace, to read',
      bad: cluster(rule('configmaps', 'list'), 'ClusterRole'),
      edit: ['[configmaps]', '[namespaces]'],
      at: '17:5',
    },
    {
      name: 'of a run or of somebody else',
      bad: cluster(rule('secrets', 'get')),
      edit: ['ServiceAccount, name: builder', 'ServiceAccount, name: operator'],
      at: '17:5',
    },
    {
      name: 'a role of the cluster',
      bad: `${RUN}---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: build, namespace: builds }
roleRef: { kind: ClusterRole, name: edit }
subjects: [{ kind: ServiceAccount, name: builder }]
`,
      edit: ['name: edit', 'name: view'],
      at: '10:12',
    },
  ],
  notApplicable: [{ name: 'no Tekton', files: cluster(rule('secrets', 'get')).slice(RUN.length) }],
  notOffered: [{ name: 'no export', files: RUN }],
});
