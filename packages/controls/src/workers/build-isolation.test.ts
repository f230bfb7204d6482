import { configMap, tektonConfig } from '../testing/cluster.js';
import { expectLeg } from '../testing/expect-leg.js';
import { buildIsolation } from './build-isolation.js';

const run = (
  template: string,
): string => `${configMap('feature-flags', 'coschedule: workspaces')}---
apiVersion: tekton.dev/v1
kind: PipelineRun
metadata: { name: a }
spec:
  pipelineRef: { name: a }
  taskRunTemplate: { podTemplate: { ${template} } }
`;

expectLeg(buildIsolation, 'T', {
  twins: [
    {
      name: 'builds beside each other',
      bad: configMap('feature-flags', 'coschedule: workspaces'),
      edit: ['workspaces', 'isolate-pipelinerun'],
      at: '7:15',
    },
    {
      name: 'the operator resource',
      bad: tektonConfig('pipeline: { coschedule: disabled }'),
      edit: ['disabled', 'isolate-pipelinerun'],
      at: '6:27',
    },
    {
      name: 'no sandbox',
      bad: run('schedulerName: a'),
      edit: ['schedulerName: a', 'runtimeClassName: gvisor'],
      at: '7:15',
    },
  ],
  notOffered: [{ name: 'nothing', files: '' }],
});
