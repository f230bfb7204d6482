import { configMap, list, tektonConfig } from '../testing/cluster.js';
import { expectLeg } from '../testing/expect-leg.js';
import { defaultSecurityContext } from './default-security-context.js';

expectLeg(defaultSecurityContext, 'T', {
  twins: [
    {
      name: 'no security context from Tekton',
      bad: `apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: ConfigMap
  metadata: {name: feature-flags, namespace: tekton-pipelines, annotations: {kubectl.kubernetes.io/last-applied-configuration: "{}"}}
  data: {set-security-context: "False", set-security-context-read-only-root-filesystem: "true"}
`,
      edit: ['"False', '"True'],
      at: '7:32',
    },
    {
      name: 'the ConfigMap says no',
      bad: configMap('feature-flags', 'set-security-context: "false"'),
      edit: ['"false"', '"true"'],
      at: '7:25',
    },
    {
      name: 'the ConfigMap says nothing',
      bad: configMap('feature-flags', 'enable-api-fields: beta'),
      edit: ['beta', 'beta\n  set-security-context: "true"'],
      at: '4:9',
    },
    {
      name: 'the operator resource',
      bad: tektonConfig('pipeline:\n    set-security-context: false'),
      edit: ['false', 'true'],
      at: '7:27',
    },
    {
      name: 'the operator resource writes into the ConfigMap',
      bad: tektonConfig(
        'pipeline:\n    set-security-context: true\n    options: { configMaps: { feature-flags: { data: { set-security-context: "false" } } } }',
      ),
      edit: ['"false"', '"true"'],
      at: '8:77',
    },
    {
      name: 'in a list',
      bad: list(
        '{apiVersion: v1, kind: ConfigMap, metadata: {name: feature-flags, namespace: tekton-pipelines}, data: {set-security-context: "false"}}',
      ),
      edit: ['"false"', '"true"'],
      at: '4:128',
    },
  ],
  good: [
    {
      name: 'the ConfigMap is what holds',
      files: `${configMap('feature-flags', 'set-security-context: "true"')}---\n${tektonConfig('pipeline: {}')}`,
    },
  ],
  notOffered: [
    { name: 'nothing', files: '' },
    {
      name: 'a ConfigMap of an application',
      files: configMap('feature-flags', 'new-checkout: "false"', 'shop'),
    },
  ],
});
