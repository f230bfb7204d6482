import { list } from '../testing/cluster.js';
import { expectLeg } from '../testing/expect-leg.js';
import { buildNamespaces } from './build-namespaces.js';

const run = (namespace: string, version = 'v1'): string => `apiVersion: tekton.dev/${version}
kind: PipelineRun
metadata:
  generateName: build-
  namespace: ${namespace}
spec:
  pipelineRef: { name: build }
`;

expectLeg(buildNamespaces, 'T', {
  twins: [
    { name: 'the default', bad: run('default'), edit: ['default', 'builds'], at: '5:14' },
    {
      name: 'a namespace of Tekton',
      bad: run('tekton-pipelines', 'v1beta1'),
      edit: ['tekton-pipelines', 'builds'],
      at: '5:14',
    },
    {
      name: 'a listener, exported',
      bad: list(
        '{apiVersion: triggers.tekton.dev/v1beta1, kind: EventListener, metadata: {name: l, namespace: default}, spec: {triggers: []}}',
      ),
      edit: ['default', 'builds'],
      at: '4:97',
    },
    {
      name: 'what a template creates',
      bad: `apiVersion: triggers.tekton.dev/v1beta1
kind: TriggerTemplate
metadata: { name: t }
spec:
  resourcetemplates:
    - apiVersion: tekton.dev/v1
      kind: TaskRun
      metadata: { generateName: a-, namespace: default }
      spec: { taskRef: { name: a } }
`,
      edit: ['default', 'builds'],
      at: '8:48',
    },
  ],
  notOffered: [{ name: 'no namespace is said', files: run('') }],
});
