import { configMap, tektonConfig } from '../testing/cluster.js';
import { expectLeg } from '../testing/expect-leg.js';
import { protectedDashboard } from './protected-dashboard.js';

const deployment = (name: string, container: string): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  namespace: tekton-pipelines
spec:
  template:
    spec:
      containers:
        - name: main
          ${container}
`;
const ingress = (annotation: string): string => `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: dashboard
  namespace: tekton-pipelines
  annotations:
    ${annotation}
spec:
  rules:
    - http:
        paths:
          - path: /
            backend: { service: { name: tekton-dashboard, port: { number: 9097 } } }
`;

expectLeg(protectedDashboard, 'T', {
  twins: [
    {
      name: 'a dashboard that writes',
      bad: deployment('tekton-dashboard', 'args: [ --port=9097, --read-only=false ]'),
      edit: ['read-only=false', 'read-only=true'],
      at: '11:32',
    },
    {
      name: 'the operator resource',
      bad: tektonConfig('dashboard:\n    readonly: false'),
      edit: ['false', 'true'],
      at: '7:15',
    },
    {
      name: 'an Ingress without log-in',
      bad: ingress('nginx.ingress.kubernetes.io/proxy-body-size: 1m'),
      edit: ['proxy-body-size: 1m', 'auth-url: https://login.example.com/auth'],
      at: '4:9',
    },
    {
      name: 'Results asks nobody',
      bad: configMap(
        'tekton-results-api-config',
        'config: |-\n    DB_NAME=x\n    AUTH_DISABLE=true',
      ),
      edit: ['AUTH_DISABLE=true', 'AUTH_DISABLE=false'],
      at: '7:11',
    },
    {
      name: 'Results asks nobody, by variable',
      bad: deployment('tekton-results-api', 'env: [ { name: AUTH_DISABLE, value: "true" } ]'),
      edit: ['"true"', '"false"'],
      at: '11:47',
    },
    {
      name: 'Results asks nobody, by the operator',
      bad: tektonConfig('result: { auth_disable: true }'),
      edit: ['true', 'false'],
      at: '6:27',
    },
  ],
  // A comment inside a block text is part of the text.
  except: ['comments'],
  notOffered: [
    {
      name: 'an Ingress of something else',
      files: ingress('a: b').replace('tekton-dashboard', 'shop'),
    },
  ],
});
