import { configMap, tektonConfig } from '../testing/cluster.js';
import { expectLeg } from '../testing/expect-leg.js';
import { noInlineSpec } from './no-inline-spec.js';

expectLeg(noInlineSpec, 'T', {
  twins: [
    {
      name: 'empty',
      bad: configMap('feature-flags', 'disable-inline-spec: ""'),
      edit: ['""', '"pipeline,pipelinerun,taskrun"'],
      at: '7:24',
    },
    {
      name: 'one kind is left',
      bad: configMap('feature-flags', 'disable-inline-spec: pipeline, pipelinerun'),
      edit: ['pipelinerun', 'pipelinerun, taskrun'],
      at: '7:24',
    },
    {
      name: 'the operator resource',
      bad: tektonConfig('pipeline:\n    disable-inline-spec: taskrun'),
      edit: ['taskrun', 'taskrun,pipeline,pipelinerun'],
      at: '7:26',
    },
  ],
  notOffered: [{ name: 'nothing', files: '' }],
});
