import { expect, test } from '@jest/globals';
import { advisories, affects } from '../cluster/advisories.js';
import { parseVersion } from '../cluster/versions.js';
import { configMap } from '../testing/cluster.js';
import { expectLeg } from '../testing/expect-leg.js';
import { currentTekton } from './current-tekton.js';

const controller = (label: string, image = 'ghcr.io/tektoncd/controller@sha256:ab'): string => `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: tekton-pipelines-controller
  namespace: tekton-pipelines
  labels:
    ${label}
spec:
  template:
    spec:
      containers: [ { name: c, image: "${image}" } ]
`;

expectLeg(currentTekton, 'T', {
  twins: [
    {
      name: `an old version in the map of another name`,
      bad: `apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: ConfigMap
  metadata: {name: config-info, namespace: tekton-pipelines}
  data: {version: v1.6.1}
`,
      edit: ['v1.6.1', 'v1.12.0'],
      at: '7:19',
    },
    {
      name: 'a line with a fix',
      bad: configMap('pipelines-info', 'version: v1.6.1'),
      edit: ['v1.6.1', 'v1.6.2'],
      at: '7:12',
    },
    {
      name: 'a line without a fix',
      bad: configMap('pipelines-info', 'version: v1.10.2'),
      edit: ['v1.10.2', 'v1.12.0'],
      at: '7:12',
    },
    {
      name: 'the label of the controller',
      bad: controller('app.kubernetes.io/version: v1.3.3'),
      edit: ['v1.3.3', 'v1.3.4'],
      at: '8:32',
    },
    {
      name: 'the tag of the image',
      bad: controller('app: x', 'ghcr.io/tektoncd/controller:v1.9.2@sha256:ab'),
      edit: ['v1.9.2', 'v1.9.3'],
      at: '12:39',
    },
    {
      name: 'the resource of the operator',
      bad: 'apiVersion: operator.tekton.dev/v1alpha1\nkind: TektonPipeline\nmetadata: { name: pipeline }\nstatus: { version: v1.0.1 }\n',
      edit: ['v1.0.1', 'v1.0.2'],
      at: '4:20',
    },
  ],
  notOffered: [
    { name: 'a version that is none', files: configMap('pipelines-info', 'version: devel') },
  ],
});

test.each([
  ['v1.0.0', 7],
  ['v1.0.1', 5],
  ['v1.0.2', 0],
  ['v1.10.1', 7],
  ['v1.10.2', 5],
  ['v1.11.0', 5],
  ['v1.11.1', 0],
  ['v1.15.0', 0],
  ['v2.0.0', 0],
  ['v0.59.0', 1],
  ['v0.65.1', 2],
  ['v0.42.0', 0],
])('%s has %i known weaknesses', (text, count) => {
  const version = parseVersion(text);
  expect(version).not.toBeNull();
  if (version === null) return;
  expect(advisories.filter((advisory) => affects(advisory, version))).toHaveLength(count);
});
