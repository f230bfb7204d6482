import { expectLeg } from '../testing/expect-leg.js';
import { dedicatedAccount } from './dedicated-account.js';

const run = (
  spec: string,
  version = 'v1',
  kind = 'PipelineRun',
): string => `apiVersion: tekton.dev/${version}
kind: ${kind}
metadata: { generateName: build- }
spec:
  ${kind === 'PipelineRun' ? 'pipelineRef' : 'taskRef'}: { name: build }
  ${spec}
`;

const DEFAULTS = (account: string): string => `apiVersion: v1
kind: ConfigMap
metadata: { name: config-defaults }
data: { default-service-account: ${account} }
`;

expectLeg(dedicatedAccount, 'T', {
  twins: [
    {
      name: 'none in v1',
      bad: run('taskRunTemplate: { podTemplate: {} }'),
      edit: ['podTemplate: {}', 'serviceAccountName: builder'],
      at: '2:7',
    },
    {
      name: 'default in v1beta1',
      bad: run('serviceAccountName: default', 'v1beta1'),
      edit: ['default', 'builder'],
      at: '6:23',
    },
    {
      name: 'a TaskRun',
      bad: run('timeout: 1h', 'v1', 'TaskRun'),
      edit: ['timeout: 1h', 'serviceAccountName: builder'],
      at: '2:7',
    },
    {
      name: 'one task of a run',
      bad: run(
        'taskRunTemplate: { serviceAccountName: a }\n  taskRunSpecs: [{ pipelineTaskName: x, serviceAccountName: default }]',
      ),
      edit: ['default', 'x'],
      at: '7:61',
    },
    {
      name: 'in a template',
      bad: `apiVersion: triggers.tekton.dev/v1beta1
kind: TriggerTemplate
metadata: { name: t }
spec:
  params: [{ name: account, default: default }]
  resourcetemplates:
    - apiVersion: tekton.dev/v1
      kind: TaskRun
      metadata: { generateName: a- }
      spec: { taskRef: { name: a }, serviceAccountName: $(tt.params.account) }
`,
      edit: ['default: default', 'default: builder'],
      at: '10:57',
    },
    {
      name: 'the default of the cluster',
      path: 'config.yaml',
      bad: DEFAULTS('default'),
      edit: ['account: default', 'account: builder'],
      at: 'run.yaml:2:7',
      beside: { 'run.yaml': run('timeout: 1h', 'v1', 'TaskRun') },
    },
  ],
  notApplicable: [{ name: 'no run', files: DEFAULTS('default') }],
});
