import { expect, test } from '@jest/globals';
import { subjectOf } from '../testing/subject.js';
import { imageOf } from './known-params.js';
import { containersOf } from './specs.js';

const TASK =
  'apiVersion: tekton.dev/v1\nkind: Task\nmetadata: { name: t }\nspec: { params: [{ name: tool, default: a }], steps: [{ name: s, image: $(params.tool) }] }\n';
const pipeline = (given: string, name = 'p'): string =>
  `apiVersion: tekton.dev/v1\nkind: Pipeline\nmetadata: { name: ${name} }\nspec:\n  params: [{ name: image, default: b }]\n  tasks: [{ name: one, taskRef: { name: t }${given} }]\n`;
const run = (image: string): string =>
  `apiVersion: tekton.dev/v1\nkind: PipelineRun\nmetadata: { name: r }\nspec: { pipelineRef: { name: p }, params: [{ name: image, value: ${image} }] }\n`;
const USES = ', params: [{ name: tool, value: $(params.image) }]';

test.each([
  ['nobody uses it', [], 'a'],
  ['a Pipeline gives nothing', [pipeline('')], 'a'],
  ['by the default of a Pipeline', [pipeline(USES)], 'b'],
  ['by a run', [pipeline(USES), run('c')], 'c'],
  ['two runs give the same', [pipeline(USES), run('c'), run('c')], 'c'],
  ['two runs give others', [pipeline(USES), run('c'), run('d')], '$(params.tool)'],
  ['a run that an event fills in', [pipeline(USES), run('$(tt.params.x)')], '$(params.tool)'],
  ['one of two Pipelines gives it', [pipeline(USES), pipeline('', 'q')], '$(params.tool)'],
])('what is known of a param of a Task: %s', (_name, others, image) => {
  const subject = subjectOf({ 'tekton.yaml': [TASK, ...others].join('---\n') });
  const [found] = containersOf(subject).map(({ step }) => imageOf(step)?.value);
  expect(found).toBe(image);
});
