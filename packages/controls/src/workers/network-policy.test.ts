import { expectLeg } from '../testing/expect-leg.js';
import { networkPolicy } from './network-policy.js';

const cluster = (namespace: string, spec: string): string => `apiVersion: v1
kind: Namespace
metadata:
  name: builds
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: deny, namespace: ${namespace} }
spec: ${spec}
`;

expectLeg(networkPolicy, 'T', {
  twins: [
    {
      name: `the operator's policies off`,
      bad: `apiVersion: operator.tekton.dev/v1alpha1
kind: TektonConfig
metadata: {name: config}
spec: {networkPolicy: {disabled: true}}
`,
      edit: ['true', 'false'],
      at: '4:34',
    },
    {
      name: `a controller's policy that lets all in`,
      bad: `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: controllers, namespace: tekton-pipelines}
spec:
  podSelector: {}
  policyTypes: [Ingress, Egress]
  ingress: [{}]
  egress: [{to: [{ipBlock: {cidr: 10.0.0.1/32}}], ports: [{port: 443}]}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: tekton-pipelines-controller, namespace: tekton-pipelines, labels: {app.kubernetes.io/part-of: tekton-pipelines, app.kubernetes.io/version: v1.12.0}}
spec: {replicas: 1}
`,
      edit: [
        '[{}',
        '[{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring}}}], ports: [{port: 9090}]}',
      ],
      at: '7:13',
    },
    {
      name: 'a policy of another namespace',
      bad: cluster('shop', '{ podSelector: {}, policyTypes: [ Ingress, Egress ] }'),
      edit: ['shop', 'builds'],
      at: '4:9',
    },
    {
      name: 'nothing limits what goes out',
      bad: cluster('builds', '{ podSelector: {}, policyTypes: [ Ingress ] }'),
      edit: ['[ Ingress ]', '[ Ingress, Egress ]'],
      at: '4:9',
    },
    {
      name: 'some pods only',
      bad: cluster(
        'builds',
        '{ podSelector: { matchLabels: { a: b } }, policyTypes: [ Ingress, Egress ] }',
      ),
      edit: ['{ matchLabels: { a: b } }', '{}'],
      at: '4:9',
    },
  ],
  bad: [
    {
      name: 'a rule that lets everything out',
      files: cluster(
        'builds',
        '{ podSelector: {}, policyTypes: [ Ingress, Egress ], egress: [ {} ] }',
      ),
      at: ['4:9'],
    },
  ],
  good: [
    { name: 'types by what is said', files: cluster('builds', '{ podSelector: {}, egress: [] }') },
  ],
  notOffered: [
    {
      name: 'no policy at all',
      files: 'apiVersion: v1\nkind: Namespace\nmetadata: {name: builds}\n',
    },
  ],
});
