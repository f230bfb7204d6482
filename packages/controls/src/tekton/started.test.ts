import { expect, test } from '@jest/globals';
import { subjectOf } from '../testing/subject.js';
import { commandsOf } from './command-line.js';
import { containersOf } from './specs.js';
import { startedSubject } from './started.js';

const TASK = `apiVersion: tekton.dev/v1
kind: Task
metadata: { name: t }
spec:
  params: [{ name: how, default: loose }, { name: all, type: array, default: [] }]
  steps:
    - name: s
      image: npm
      command: [npm]
      args: [$(params.how), "$(params.all[*])", $(DIR)]
      env: [{ name: DIR, value: "--in=$(params.how)" }]
`;
const pipeline = (given: string, others = ''): string =>
  `apiVersion: tekton.dev/v1\nkind: Pipeline\nmetadata: { name: p }\nspec:\n  params: [{ name: mode, default: ci }]\n  tasks:\n${others}    - { name: one, taskRef: { name: t }, params: [${given}] }\n`;
const HANDS_ON = '{ name: how, value: $(params.mode) }';
const run = (params: string): string =>
  `apiVersion: tekton.dev/v1\nkind: PipelineRun\nmetadata: { name: r }\nspec: { pipelineRef: { name: p }, params: [${params}] }\n`;
const template = (value: string): string =>
  `apiVersion: triggers.tekton.dev/v1beta1\nkind: TriggerTemplate\nmetadata: { name: tt }\nspec:\n  params: [{ name: mode, default: ci }]\n  resourcetemplates:\n    - ${run('{ name: mode, value: $(tt.params.mode) }').trimEnd().replaceAll('\n', '\n      ')}\n---\napiVersion: triggers.tekton.dev/v1beta1\nkind: TriggerBinding\nmetadata: { name: b }\nspec: { params: [{ name: ${value} }] }\n`;
const WRITER = (script: string): string =>
  `    - name: w\n      taskSpec:\n        results: [{ name: x }]\n        steps: [{ name: w, image: sh, script: ${script} }]\n`;
const RESULT = '{ name: how, value: $(tasks.w.results.x) }';

test.each<[string, readonly string[], string]>([
  ['by itself', [], 'npm loose --in=loose'],
  ['default of the Pipeline', [pipeline(HANDS_ON)], 'npm ci --in=ci'],
  ['the run', [pipeline(HANDS_ON), run('{ name: mode, value: i }')], 'npm i --in=i'],
  ['a list', [pipeline('{ name: all, value: [a, b] }')], 'npm loose a b --in=loose'],
  [
    'the default of a template',
    [pipeline(HANDS_ON), template('other, value: x')],
    'npm ci --in=ci',
  ],
  ['a binding', [pipeline(HANDS_ON), template('mode, value: x')], 'npm x --in=x'],
  [
    'an event',
    [pipeline(HANDS_ON), template('mode, value: $(body.x)')],
    'npm $(params.how) $(DIR)',
  ],
  ['a result', [pipeline(RESULT, WRITER('printf x > "$(results.x.path)"'))], 'npm x --in=x'],
  [
    'one of two results',
    [pipeline(RESULT, WRITER('"printf x > $(results.x.path) || printf y > $(results.x.path)"'))],
    'npm $(tasks.w.results.x) $(DIR)',
  ],
])('what a Task runs: %s', (_name, others, expected) => {
  const subject = startedSubject(subjectOf({ 'tekton.yaml': [TASK, ...others].join('---\n') }));
  const found = containersOf(subject).flatMap(({ step }) =>
    step.name?.value === 's' ? [commandsOf(step)] : [],
  );
  expect(found).toEqual([expected]);
});

test('each run has its own', () => {
  const files = [TASK, pipeline(HANDS_ON), run('{ name: mode, value: a }'), run('')].join('---\n');
  const subject = startedSubject(subjectOf({ 'tekton.yaml': files }));
  expect(containersOf(subject).map(({ step }) => commandsOf(step))).toEqual([
    'npm a --in=a',
    'npm ci --in=ci',
  ]);
});

test.each([
  ['env: [{ name: X, value: a b }]', 'go $X "${X}" ${X:-c} \\$X', 'go a b "a b" a b \\$X'],
  ['env: [{ name: X, value: a;b }]', 'go $X', 'go $X'],
  ['env: [{ name: X, value: a }]', "X=1; go $X; awk '{print $X}'", "X=1; go $X; awk '{print $X}'"],
  ['envFrom: [{ configMapRef: { name: c }, prefix: P_ }]', 'go $P_k', 'go v'],
  ['env: [{ name: X, valueFrom: { configMapKeyRef: { name: c, key: k } } }]', 'go $X', 'go v'],
])('constants of the environment: %s', (env, script, expected) => {
  const task = `apiVersion: tekton.dev/v1\nkind: Task\nmetadata: { name: t }\nspec:\n  steps:\n    - name: s\n      image: a\n      ${env}\n      script: |\n        ${script}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: c }\ndata: { k: v }\n`;
  const subject = startedSubject(subjectOf({ 'task.yaml': task }));
  expect(containersOf(subject).map(({ step }) => commandsOf(step))).toEqual([`${expected}\n`]);
});
