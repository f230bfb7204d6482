import { expectLeg } from '../testing/expect-leg.js';
import { listener, SIGNED } from '../testing/listener.js';
import { validatedPayload } from './validated-payload.js';

const env = (names: readonly string[], type = 'ClusterIP'): string =>
  listener(
    SIGNED,
    `resources: { kubernetesResource: { serviceType: ${type}, spec: { template: { spec: { containers: [ { env: [ ${names
      .map(
        (name) => `{ name: ${name}, valueFrom: { secretKeyRef: { name: tls, key: ${name}-key } } }`,
      )
      .join(', ')} ] } ] } } } } }`,
  );
const BOTH = ['TLS_CERT', 'TLS_KEY'];
const annotated = (value: string): string =>
  env(BOTH).replace(
    'name: hooks',
    `name: hooks\n  annotations:\n    tekton.dev/payload-validation: ${value}`,
  );
const ingress = (tls: string): string => `---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: hooks
spec:
  ${tls}
  rules:
    - { http: { paths: [ { path: /, backend: { service: { name: el-hooks } } } ] } }
`;

expectLeg(validatedPayload, 'T', {
  twins: [
    {
      name: 'validation is off',
      bad: annotated('"false"'),
      edit: ['"false"', '"true"'],
      at: '6:36',
    },
    {
      name: 'open to the network without TLS',
      bad: env(['TLS_CERT', 'OTHER'], 'LoadBalancer'),
      edit: ['name: OTHER', 'name: TLS_KEY'],
      at: '4:9',
    },
    {
      name: 'inside the cluster without TLS',
      bad: env(['OTHER', 'TLS_KEY']),
      edit: ['name: OTHER', 'name: TLS_CERT'],
      at: '4:9',
    },
    {
      name: 'an Ingress without TLS',
      bad: listener(SIGNED) + ingress('ingressClassName: nginx'),
      edit: ['ingressClassName: nginx', 'tls: [ { secretName: a } ]'],
      at: '18:9',
    },
    {
      name: 'a Route that takes both',
      bad: `${listener(SIGNED)}---
apiVersion: route.openshift.io/v1
kind: Route
metadata: { name: hooks }
spec:
  to: { kind: Service, name: el-hooks }
  tls: { termination: edge, insecureEdgeTerminationPolicy: Allow }
`,
      edit: ['Allow', 'Redirect'],
      at: '20:60',
    },
  ],
  notOffered: [{ name: 'nothing', files: '' }],
});
