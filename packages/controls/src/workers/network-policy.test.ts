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
