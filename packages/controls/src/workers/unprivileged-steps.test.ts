import { expectLeg } from '../testing/expect-leg.js';
import { unprivilegedSteps } from './unprivileged-steps.js';

const task = (context: string, version = 'v1'): string => `apiVersion: tekton.dev/${version}
kind: Task
metadata: { name: build }
spec:
  steps:
    - name: make
      image: alpine
      securityContext: ${context}
`;

expectLeg(unprivilegedSteps, 'T', {
  twins: [
    {
      name: 'a privileged step',
      bad: task('{ privileged: true }'),
      edit: ['true', 'false'],
      at: '8:38',
    },
    {
      name: 'root',
      bad: task('{ runAsUser: 0, runAsNonRoot: false }', 'v1beta1'),
      edit: ['runAsUser: 0, runAsNonRoot: false', 'runAsUser: 1000'],
      at: '8:37',
    },
    {
      name: 'root may be',
      bad: task('{ runAsNonRoot: false }'),
      edit: ['false', 'true'],
      at: '8:40',
    },
    {
      name: 'escalation',
      bad: task('{ allowPrivilegeEscalation: yes }'),
      edit: ['yes', 'no'],
      at: '8:52',
    },
    {
      name: 'a capability of the kernel',
      bad: task('{ capabilities: { add: [ SYS_ADMIN ] } }'),
      edit: ['SYS_ADMIN', 'NET_BIND_SERVICE'],
      at: '8:49',
    },
    {
      name: 'no filter of calls',
      bad: task('{ seccompProfile: { type: Unconfined } }'),
      edit: ['Unconfined', 'RuntimeDefault'],
      at: '8:50',
    },
    {
      name: 'a sidecar',
      bad: `apiVersion: tekton.dev/v1
kind: Task
metadata: { name: build }
spec:
  steps: [ { name: make, image: alpine } ]
  sidecars:
    - image: docker:dind
      securityContext: { privileged: true }
`,
      edit: ['privileged: true', 'privileged: false'],
      at: '8:38',
    },
    {
      name: 'a StepAction',
      bad: `apiVersion: tekton.dev/v1beta1
kind: StepAction
metadata: { name: build }
spec:
  image: alpine
  securityContext: { privileged: true }
`,
      edit: ['true', 'false'],
      at: '6:34',
    },
    {
      name: 'a pod template',
      bad: `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata: { name: build }
spec:
  pipelineRef: { name: build }
  taskRunTemplate:
    podTemplate:
      securityContext: { runAsUser: 0 }
`,
      edit: ['runAsUser: 0', 'runAsUser: 1001'],
      at: '8:37',
    },
  ],
  good: [{ name: 'nothing said', files: task('{}') }],
  notApplicable: [
    {
      name: 'no container',
      files: 'apiVersion: tekton.dev/v1\nkind: Pipeline\nmetadata: {name: p}\nspec: {tasks: []}\n',
    },
  ],
});
