import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from '@jest/globals';
import { readPublicKey } from '../keys/public-key.js';
import { payloadOf, type PayloadForm, type Profile } from './payload.js';
import { readResources, type TektonDocument } from './resource.js';
import type { Era } from './tables.js';
import { TKN_FORMS, verifyAnnotation } from './verify-annotation.js';

const V1 = `apiVersion: tekton.dev/v1
kind: Task
metadata:
  name: hello
spec:
  params:
    - name: who
      description: a <b> & "c"
  results:
    - name: out
  steps:
    - name: say
      image: docker.io/library/busybox@sha256:9ae97d36d26566ff84e8893c64a6dc4fe8ca6d1144bf5b87b2b85a32def253c7
      script: |
        #!/bin/sh
        echo "hi $(params.who)" > $(results.out.path)
`;
const V2 = `apiVersion: tekton.dev/v1
kind: Pipeline
metadata: {name: build}
spec:
  tasks:
    - {name: t, taskRef: {name: hello}}
    - {name: e, taskSpec: {steps: [{image: i}]}}
`;
const V3 = `apiVersion: tekton.dev/v1
kind: Task
metadata:
  name: minimal
  uid: 5a1f0f5e-0000-0000-0000-000000000000
  finalizers: [x]
  creationTimestamp: null
  labels: {}
  annotations: {}
spec:
  params: []
  volumes: []
  stepTemplate: {}
  steps: [{name: a, image: i, env: []}]
`;
const V4 = `apiVersion: tekton.dev/v1
kind: Pipeline
metadata: {name: pv1}
spec:
  params: [{name: a, type: string, default: "1"}]
  workspaces: [{name: w}]
  tasks:
    - name: x
      taskRef: {name: t, kind: Task}
      params: [{name: p, value: $(params.a)}]
      workspaces: [{name: s, workspace: w}]
      retries: 2
      onError: continue
      timeout: 1h0m0s
    - name: g
      taskRef:
        resolver: bundles
        params: [{name: bundle, value: "r/x@sha256:aa"}, {name: name, value: n}, {name: kind, value: task}]
      runAfter: [x]
  results: [{name: r, type: string, value: $(tasks.x.results.r)}]
  finally:
    - {name: f, taskRef: {name: t, kind: Task}, when: [{cel: "true"}]}
`;

function only(text: string): TektonDocument {
  const [entry] = readResources('task.yaml', Buffer.from(text));
  if (entry === undefined || !('root' in entry)) throw new Error('no resource');
  return entry;
}

function digest(text: string, era: Era, profile: Profile = 'controller'): string {
  const payload = payloadOf(only(text), { era, profile });
  return payload.ok ? payload.value.digest.toString('hex') : (payload.error[0]?.reason ?? '');
}

describe('payloads that Tekton 1.0 and 1.15 computed', () => {
  test.each<[string, string, `${Era} ${Profile}`, string]>([
    [
      'V1',
      V1,
      'ct-omit controller',
      '39e85f359bb2e368bc49ee00cd218be5a31958aecb8eb55780a87c6383f6fb5d',
    ],
    [
      'V1',
      V1,
      'ct-null controller',
      '483a93dbeb6b2e25f4526bafcb580a4a17de338b27883aa7cc25808a6216f33e',
    ],
    [
      'V1',
      V1,
      'ct-omit tkn-v1beta1',
      '6a441c28594f39d448893d12871d1c679edd607333ce61ba4f9009179fd95701',
    ],
    [
      'V1 as v1beta1',
      V1.replace('dev/v1', 'dev/v1beta1'),
      'ct-omit controller',
      '6a49815fab338db5fbe0a564b7515b74541eafe43aab3d3de96cfd2126f6b0a5',
    ],
    [
      'V2',
      V2,
      'ct-omit controller',
      'a86e0cb213cb5bcb1d11c3d14e5698c4a636749c45510f983d9df891395dcf56',
    ],
    [
      'V2',
      V2,
      'ct-null controller',
      '6e9d90289842dd96024be6c6cc6bdc4d8de9e0a7a51a6af56fc183856eed45c5',
    ],
    [
      'V3',
      V3,
      'ct-omit controller',
      '95fb755966c2e3fdad6fdc35174fefed3e9ef5572dbef7a69b60dd9129d70364',
    ],
    [
      'V4',
      V4,
      'ct-omit controller',
      '2bd2cb935f031ddfc67109ef9f0bbd6241b954573df5e8710d54d1d94e960ea7',
    ],
    [
      'V4',
      V4,
      'ct-omit tkn-v1beta1',
      '2bd2cb935f031ddfc67109ef9f0bbd6241b954573df5e8710d54d1d94e960ea7',
    ],
  ])('%s %#', (_, text, form, expected) => {
    const [era, profile] = form.split(' ') as [Era, Profile];
    expect(digest(text, era, profile)).toBe(expected);
  });

  it('keeps the escapes of JSON in what Tekton passes on unread', () => {
    const text = String.raw`{"apiVersion":"tekton.dev/v1","kind":"Pipeline","spec":{"tasks":[{"taskSpec":{"spec":"\u007f\u0041"}}]}}`;
    expect(digest(text, 'ct-null')).toBe(
      '331873146ea4720e87c20dc1c57568c7d13a493648dd035b54cca7de8c3fda37',
    );
  });

  it('does not hash what tools put into the annotations, and hashes what the author does', () => {
    const annotated = (key: string): string =>
      V1.replace('  name: hello', `  name: hello\n  annotations: {${key}: x}`);
    for (const key of [
      'tekton.dev/signature',
      'kubectl-client-side-apply',
      'kubectl.kubernetes.io/last-applied-configuration',
    ]) {
      expect(digest(annotated(key), 'ct-omit')).toBe(digest(V1, 'ct-omit'));
    }
    expect(digest(annotated('example.dev/other'), 'ct-omit')).not.toBe(digest(V1, 'ct-omit'));
  });
});

const STEP = (line: string): string => `apiVersion: tekton.dev/v1
kind: Task
metadata:
  name: t
spec:
  steps:
    - name: s
      image: i
      ${line}
`;

describe('what cannot be told', () => {
  test.each([
    ['an unknown field', 'imagge: x', 9],
    ['a field of another case', 'Script: x', 9],
    ['a boolean where text is expected', 'workingDir: yes', 9],
    ['text where a list is expected', 'args: x', 9],
    ['a quantity that is none', 'computeResources: {limits: {cpu: fast}}', 9],
    ['a duration without quotes', 'timeout: 5', 9],
    ['a key twice', 'image: j', 9],
    ['a merge key', '<<: {script: x}', 9],
    ['a tag', 'script: !!str 5', 9],
    ['an escape that Go does not know', 'script: "a\\/b"', 9],
    ['a tab between values', 'script:\tx', 9],
    ['a key far from its colon', 'computeResources: {"limits"\n        : {}}', 9],
    ['a question mark in brackets', 'args: [a?b]', 9],
    ['a colon at the start in brackets', 'args: [:a]', 9],
    ['a tab in the indentation of a block', 'script: |\n       \t x', 9],
    ['a block with a tab alone', 'script: |\n          \t', 9],
    ['quotes that are not closed', "script: 'a''\n      workingDir: 'b'", 9],
  ])('%s', (_, line, expected) => {
    const [entry] = readResources('task.yaml', Buffer.from(STEP(line)));
    if (entry === undefined) throw new Error('nothing found');
    if (!('root' in entry)) expect(entry.location.line).toBe(expected);
    else {
      const payload = payloadOf(entry, { era: 'ct-omit', profile: 'controller' });
      expect(payload.ok ? [] : payload.error.map(({ location }) => location.line)).toContain(
        expected,
      );
    }
  });

  it('accepts the good twin', () => {
    expect(digest(STEP('script: x'), 'ct-omit')).toMatch(/^[0-9a-f]{64}$/);
  });

  it('accepts a field only where this version of Tekton has it', () => {
    const form = (era: Era): PayloadForm => ({ era, profile: 'controller' });
    expect(payloadOf(only(STEP('displayName: x')), form('ct-omit')).ok).toBe(true);
    expect(payloadOf(only(STEP('displayName: x')), form('ct-null')).ok).toBe(false);
  });
});

const golden = join(process.env['PLUMBLINE_SHARED'] ?? '../shared', 'data/tkn-golden');
const present = existsSync(golden);

describe(`files that tkn signed${present ? '' : ` (skipped: no ${golden})`}`, () => {
  (present ? test : test.skip).each(['task', 'pipeline'])('%s', (kind) => {
    const key = readPublicKey(readFileSync(join(golden, kind, 'cosign.pub')));
    if (!key.ok) throw new Error(key.error.message);
    const signed = readFileSync(join(golden, kind, 'signed.yaml'), 'utf8');
    const check = (text: string): string =>
      verifyAnnotation(only(text), [key.value], TKN_FORMS).status;
    expect(check(signed)).toBe('good');
    expect(check(signed.replace(/^ {2}name: .*$/m, '  name: other'))).toBe('wrong');
  });
});
