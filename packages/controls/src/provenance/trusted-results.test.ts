import { expectLeg } from '../testing/expect-leg.js';
import { trustedResults } from './trusted-results.js';

const task = (result: string, version = 'v1'): string => `apiVersion: tekton.dev/${version}
kind: Task
metadata: { name: build }
spec:
  results:
    - name: ${result}
  steps:
    - name: push
      image: alpine
      onError: continue
`;
const pipeline = (entry: string): string => `apiVersion: tekton.dev/v1
kind: Pipeline
metadata: { name: build }
spec:
  results:
    - name: IMAGE_DIGEST
      value: $(tasks.push.results.digest)
  tasks:
    - name: test
      taskRef: { name: test }
      onError: continue
    - name: push
      taskRef: { name: push }
      ${entry}
`;

expectLeg(trustedResults, 'T', {
  twins: [
    {
      name: 'whoever starts the run leaves the task out',
      bad: pipeline('when: [{ input: $(params.fast), operator: in, values: ["no"] }]'),
      edit: ['params.fast', 'tasks.test.results.ok'],
      at: '14:23',
    },
    {
      name: 'a parameter as the digest',
      bad: pipeline('timeout: 1h').replace('$(tasks.push.results.digest)', '$(params.digest)'),
      edit: ['params.digest', 'tasks.push.results.digest'],
      at: '7:14',
    },
    {
      name: 'a step may fail',
      bad: task('IMAGE_DIGEST'),
      edit: ['continue', 'stopAndFail'],
      at: '10:16',
    },
    {
      name: 'the name of a result',
      bad: task('app-ARTIFACT_OUTPUTS', 'v1beta1'),
      edit: ['app-ARTIFACT_OUTPUTS', 'report'],
      at: '10:16',
    },
    {
      name: 'the pipeline lets it fail',
      bad: pipeline('onError:  continue'),
      edit: ['onError:  continue', 'onError: stopAndFail'],
      at: '14:17',
    },
  ],
  good: [{ name: 'another task may fail', files: pipeline('retries: 1') }],
  notApplicable: [{ name: 'no such result', files: task('report') }],
});
