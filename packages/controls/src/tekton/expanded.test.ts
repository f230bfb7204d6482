import { expect, test } from '@jest/globals';
import { tektonFlows } from '../taint/tekton/pipelines.js';
import { subjectOf } from '../testing/subject.js';
import { locationOf, placeIn } from '../violation.js';
import { commandsOf } from './command-line.js';
import { containersOf } from './specs.js';

const TASK = (step: string): string => `apiVersion: tekton.dev/v1
kind: Task
metadata: { name: t }
spec:
  params: [{ name: title }]
  steps:
    - name: say
      ${step}
`;
const ACTION = `apiVersion: tekton.dev/v1beta1
kind: StepAction
metadata: { name: say }
spec:
  params: [{ name: what }, { name: tool, default: alpine }, { name: to }]
  image: $(params.tool):1
  script: |
    echo hello
    eval "$(params.what)" > $(params.to)
`;
const USE =
  'ref: { name: say }\n      params: [{ name: what, value: "a $(params.title)" }, { name: to, value: $(results.r.path) }]';

test('a step has what its StepAction says, with what it gives to that', () => {
  const files = { 'a/task.yaml': TASK(USE), 'a/action.yaml': ACTION };
  const found = containersOf(subjectOf(files)).map(({ step, resource }) => [
    ...[step.image?.value, step.name?.value, step.script?.value],
    ...(step.script === null ? [] : [locationOf(placeIn(resource, step.script))]),
  ]);
  const script = 'echo hello\neval "a $(params.title)" > $(results.r.path)\n';
  const at = expect.objectContaining({ path: 'a/action.yaml', line: 7 });
  expect(found).toEqual([['alpine:1', 'say', script, at]]);
});

test('a value that a step hands on is followed, and found where the StepAction reads it', () => {
  const flows = tektonFlows(subjectOf({ 'task.yaml': TASK(USE), 'action.yaml': ACTION }));
  const places = flows.map(({ sink, taint, at }) => {
    const { path, line, column } = locationOf(at);
    return [sink, taint.name, taint.crossed, `${path}:${line}:${column}`];
  });
  expect(places).toContainEqual(['script', 'params.title', true, 'action.yaml:9:11']);
});

test('a StepAction that nobody uses, and one of two of a name, stand alone', () => {
  const twice = { 'a.yaml': ACTION, 'b/b.yaml': ACTION, 'c/t.yaml': TASK('ref: { name: say }') };
  expect(containersOf(subjectOf(twice)).map(({ address }) => address)).toEqual([
    'Task/t.steps.say',
    'StepAction/say',
    'StepAction/say',
  ]);
});

const CONFIG = `---
apiVersion: v1
kind: ConfigMap
metadata: { name: scripts }
data:
  run.sh: |
    npm install
`;

test.each([
  ['command: [sh, -e, /s/run.sh]', '/s', 'configMap: { name: scripts }', 'npm install\n'],
  [
    'command: [/s/x/go]',
    '/s/x/',
    'configMap: { name: scripts, items: [{ key: run.sh, path: go }] }',
    'npm install\n',
  ],
  ['command: [sh, /s/run.sh]', '/other', 'configMap: { name: scripts }', 'sh /s/run.sh'],
  ['script: "set -e\\nexec /s/run.sh now"', '/s', 'configMap: { name: scripts }', 'npm install\n'],
  ['command: [cat, /s/run.sh]', '/s', 'configMap: { name: scripts }', 'cat /s/run.sh'],
  ['command: [sh, /s/run.sh]', '/s', 'configMap: { name: others }', 'sh /s/run.sh'],
])('the script of a ConfigMap: %s at %s of %s', (command, mountPath, volume, expected) => {
  const step = `image: alpine\n      ${command}\n      volumeMounts: [{ name: v, mountPath: ${mountPath} }]\n  volumes: [{ name: v, ${volume} }]`;
  const subject = subjectOf({ 't.yaml': TASK(step) + CONFIG });
  expect(containersOf(subject).map((site) => commandsOf(site.step))).toEqual([expected]);
});
