import { expect, test } from '@jest/globals';
import { subjectOf } from '../testing/subject.js';
import { commandsOf } from './command-line.js';
import { containersOf } from './specs.js';

const task = (step: string): string => `apiVersion: tekton.dev/v1
kind: Task
metadata: { name: t }
spec: { steps: [{ name: a, ${step} }] }
`;

test.each([
  [
    'the program of the image',
    'image: docker.io/aquasec/trivy:1, args: [image, x]',
    'trivy image x',
  ],
  ['by digest', 'image: "ghcr.io/a/cosign@sha256:ab", args: [verify]', 'cosign verify'],
  ['under a port', 'image: "localhost:5000/crane", args: [push]', 'crane push'],
  ['of another name', 'image: docker.io/amazon/aws-cli, args: [s3, ls]', 'aws s3 ls'],
  ['said twice', 'image: docker.io/alpine/git, args: [git, clone]', 'git clone'],
  ['an image for everything', 'image: docker.io/library/golang, args: [go, vet]', 'go vet'],
  ['a command of its own', 'image: docker.io/alpine/git, command: [ls], args: [-l]', 'ls -l'],
  ['a script', 'image: docker.io/alpine/git, script: "ls -l"', 'ls -l'],
  ['nothing', 'image: docker.io/alpine/git', ''],
])('%s', (_name, step, expected) => {
  const [site] = containersOf(subjectOf({ 'task.yaml': task(step) }));
  expect(site === undefined ? null : commandsOf(site.step)).toBe(expected);
});

const PIPELINE = `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata: { name: p }
spec:
  params: [{ name: given, value: given }]
  pipelineSpec:
    params: [{ name: tool, default: cosign }, { name: given, default: default }]
    tasks:
      - name: check
        params: [{ name: key, value: "$(params.given)" }, { name: open, value: "{{ revision }}" }]
        taskSpec:
          params: [{ name: key }, { name: open, default: x }, { name: how, default: verify }, { name: run }]
          stepTemplate: { image: "docker.io/acme/$(params.tool):2" }
          steps: [{ name: a, args: ["$(params.how)", "--key=$(params.key)", $(params.open), $(params.run)] }]
`;

test('what params hold, where the target says it', () => {
  const [site] = containersOf(subjectOf({ 'run.yaml': PIPELINE }));
  expect(site === undefined ? null : commandsOf(site.step)).toBe(
    'cosign verify --key=given $(params.open) $(params.run)',
  );
});
