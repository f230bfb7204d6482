import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { taskFacts } from './task-facts.js';

const folder = mkdtempSync(join(tmpdir(), 'plumbline-labels-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const UID = '82a0f8a6-b02c-47ae-aff4-14692a15e9ab';
const OWNER = 'b2f1c8e0-5d2c-4b7e-9a51-0c9d5e3f7a10';
const OWN = `tekton.dev/taskRunUID="${UID}"`;
const PIPELINE = `${OWN}\ntekton.dev/pipelineRun="build-1"\ntekton.dev/pipelineRunUID="${OWNER}"`;
const SELF = { kind: 'TaskRun', namespace: 'ci', name: 'gate-1', uid: UID, event: null };
const RUN = { ...SELF, kind: 'PipelineRun', name: 'build-1', uid: OWNER };

function factsOf(labels: string | null, taskRun: Readonly<Record<string, string>> = {}) {
  const path = join(folder, 'labels');
  if (labels !== null) writeFileSync(path, labels);
  return taskFacts({
    keys: null,
    reports: null,
    results: new Map(),
    labels: labels === null ? null : path,
    taskRun: new Map(Object.entries({ namespace: 'ci', name: 'gate-1', uid: UID, ...taskRun })),
  });
}

test.each([
  ['a TaskRun', OWN, SELF],
  ['a PipelineRun', PIPELINE, RUN],
  [
    'an event',
    `${PIPELINE}\ntriggers.tekton.dev/triggers-eventid="7f3a"\nother="a b"`,
    { ...RUN, event: '7f3a' },
  ],
  ['a PipelineRun that is named without its UID', PIPELINE.replace(/\n[^\n]*$/, ''), null],
  ['a UID that is none', PIPELINE.replace(OWNER, '1'), null],
  ['labels of another Pod', PIPELINE.replace(UID, OWNER), null],
  ['no labels', '', null],
  ['no file', null, null],
])('%s', (_name, labels, expected) => {
  expect(factsOf(labels)).toEqual(expected);
});

test('what Tekton did not put in its place is no run', () => {
  expect(factsOf(OWN, { uid: '$(context.taskRun.uid)' })).toBeNull();
  expect(factsOf(OWN, { name: '../x' })).toBeNull();
});

test('the file is a link, as the kubelet makes it', () => {
  writeFileSync(join(folder, 'data'), PIPELINE);
  const labels = join(folder, 'link');
  symlinkSync('data', labels);
  const taskRun = new Map(Object.entries({ namespace: 'ci', name: 'gate-1', uid: UID }));
  const places = { keys: null, reports: null, results: new Map<string, string>() };
  expect(taskFacts({ ...places, labels, taskRun })).toEqual(RUN);
});
