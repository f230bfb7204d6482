import { expectLeg } from '../testing/expect-leg.js';
import { resourceQuotas } from './resource-quotas.js';

const cluster = (namespace: string, kind: string): string => `apiVersion: v1
kind: Namespace
metadata:
  name: team-ci
---
apiVersion: v1
kind: ${kind}
metadata: { name: bound, namespace: ${namespace} }
spec: {}
---
apiVersion: v1
kind: LimitRange
metadata: { name: bound, namespace: other }
spec: {}
`;

expectLeg(resourceQuotas, 'T', {
  twins: [
    {
      name: 'Runs are never pruned',
      bad: `apiVersion: operator.tekton.dev/v1alpha1
kind: TektonConfig
metadata: {name: config}
spec:
  pruner: {disabled: true, keep: 20, resources: [pipelinerun, taskrun], schedule: "0 8 * * *"}
`,
      edit: ['true', 'false'],
      at: '5:22',
    },
    {
      name: 'the quota of another namespace',
      bad: cluster('shop', 'ResourceQuota'),
      edit: ['shop', 'team-ci'],
      at: '4:9',
    },
    {
      name: 'another kind',
      bad: cluster('team-ci', 'Service'),
      edit: ['Service', 'ResourceQuota'],
      at: '4:9',
    },
    {
      name: 'the limits of another namespace',
      bad: cluster('shop', 'ConfigMap'),
      edit: ['namespace: other', 'namespace: team-ci'],
      at: '4:9',
    },
  ],
  notOffered: [
    {
      name: 'no quota at all',
      files: 'apiVersion: v1\nkind: Namespace\nmetadata: {name: builds}\n',
    },
  ],
});
