import { expectLeg } from '../testing/expect-leg.js';
import { podSecurity } from './pod-security.js';

const LABEL = 'pod-security.kubernetes.io/enforce';
const namespace = (name: string, label: string): string => `apiVersion: v1
kind: Namespace
metadata:
  name: ${name}
  labels:
    ${label}
`;
const run = (name: string): string => `---
apiVersion: tekton.dev/v1
kind: TaskRun
metadata: { name: a, namespace: ${name} }
spec: { taskRef: { name: a } }
`;

expectLeg(podSecurity, 'T', {
  twins: [
    {
      name: 'no label',
      bad: namespace('team', 'team: a') + run('team'),
      edit: ['team: a', `${LABEL}: restricted`],
      at: '4:9',
    },
    {
      name: 'everything is allowed',
      bad: namespace('builds', `${LABEL}: privileged`),
      edit: ['privileged', 'baseline'],
      at: '6:41',
    },
    {
      name: 'a warning refuses nothing',
      bad: namespace('release-builds', 'pod-security.kubernetes.io/warn: restricted'),
      edit: ['warn', 'enforce'],
      at: '4:9',
    },
  ],
  good: [
    {
      name: 'namespaces without builds',
      files:
        namespace('ci', `${LABEL}: baseline`) + run('ci') + `---\n${namespace('shop', 'a: b')}`,
    },
  ],
  notOffered: [
    { name: 'no namespace of builds', files: namespace('kube-system', 'a: b') },
    { name: 'only a run', files: run('builds') },
  ],
});
