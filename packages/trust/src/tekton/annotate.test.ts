import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it, test } from '@jest/globals';
import type { PrivateKey } from '../keys/private-key.js';
import { describePublicKey } from '../keys/public-key.js';
import { annotate, type Outcome } from './annotate.js';
import { readResources, type TektonDocument } from './resource.js';
import { verifyAnnotation } from './verify-annotation.js';
import type { TektonVersion } from './versions.js';

const TEKTON_1_15: TektonVersion = { major: 1, minor: 15 };
const TEKTON_1_9: TektonVersion = { major: 1, minor: 9 };

function createKey(type: 'p256' | 'rsa' | 'ed25519' = 'p256'): PrivateKey {
  const pair =
    type === 'p256'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : type === 'rsa'
        ? generateKeyPairSync('rsa', { modulusLength: 2048 })
        : generateKeyPairSync('ed25519');
  const publicKey = describePublicKey(pair.publicKey);
  if (!publicKey.ok) throw new Error(publicKey.error.message);
  return { key: pair.privateKey, publicKey: publicKey.value };
}

const signer = createKey();

function sign(
  text: string,
  version = TEKTON_1_15,
  by = signer,
): { text: string; outcomes: readonly Outcome[] } {
  const { bytes, outcomes } = annotate('t.yaml', Buffer.from(text), { signer: by, version });
  return { text: Buffer.from(bytes).toString(), outcomes };
}

const statuses = (outcomes: readonly Outcome[]): readonly string[] =>
  outcomes.map(({ status }) => status);

function resources(text: string): readonly TektonDocument[] {
  return readResources('t.yaml', Buffer.from(text)).flatMap((entry) =>
    'root' in entry ? [entry] : [],
  );
}

const check = (text: string, keys = [signer.publicKey]): readonly string[] =>
  resources(text).map((document) => verifyAnnotation(document, keys).status);

const HEAD = 'apiVersion: tekton.dev/v1\nkind: Task\n';
const SPEC = 'spec:\n  # the steps\n  steps:\n    - name: s # one\n      image: "i"\n';
const SIGNED = /"[A-Za-z0-9+/=]{90,100}"/;
const masked = (text: string): string => text.replace(SIGNED, 'SIG');

describe('the annotation is inserted', () => {
  test.each([
    [
      'without metadata',
      `${HEAD}${SPEC}`,
      `metadata:\n  annotations:\n    tekton.dev/signature: SIG\n${HEAD}${SPEC}`,
    ],
    [
      'without annotations',
      `${HEAD}metadata: # m\n  # n\n  name: t\n${SPEC}`,
      `${HEAD}metadata: # m\n  annotations:\n    tekton.dev/signature: SIG\n  # n\n  name: t\n${SPEC}`,
    ],
    [
      'beside others',
      `${HEAD}metadata:\n    annotations:\n          # x\n          a: b\n    name: t\n${SPEC}`,
      `${HEAD}metadata:\n    annotations:\n          tekton.dev/signature: SIG\n          # x\n          a: b\n    name: t\n${SPEC}`,
    ],
    [
      'into braces',
      `${HEAD}metadata: {name: t, annotations: {a: b}}\n${SPEC}`,
      `${HEAD}metadata: {name: t, annotations: {"tekton.dev/signature": SIG, a: b}}\n${SPEC}`,
    ],
    [
      'into metadata in braces',
      `${HEAD}metadata: {name: t}\n${SPEC}`,
      `${HEAD}metadata: {"annotations": {"tekton.dev/signature": SIG}, name: t}\n${SPEC}`,
    ],
    [
      'into empty annotations',
      `${HEAD}metadata:\n  name: t\n  annotations: # none\n${SPEC}`,
      `${HEAD}metadata:\n  name: t\n  annotations: {"tekton.dev/signature": SIG} # none\n${SPEC}`,
    ],
    [
      'in place of one that does not fit',
      `${HEAD}metadata:\n  annotations:\n    tekton.dev/signature: old # was\n    a: b\n${SPEC}`,
      `${HEAD}metadata:\n  annotations:\n    tekton.dev/signature: SIG # was\n    a: b\n${SPEC}`,
    ],
    [
      'in place of a block',
      `${HEAD}metadata:\n  annotations:\n    tekton.dev/signature: |\n      old\n    a: b\n${SPEC}`,
      `${HEAD}metadata:\n  annotations:\n    tekton.dev/signature: SIG\n    a: b\n${SPEC}`,
    ],
    [
      'with the line ends of the file',
      `${HEAD}metadata:\n  name: t\n${SPEC}`.replaceAll('\n', '\r\n'),
      `${HEAD}metadata:\n  annotations:\n    tekton.dev/signature: SIG\n  name: t\n${SPEC}`.replaceAll(
        '\n',
        '\r\n',
      ),
    ],
    [
      'into JSON',
      '{"apiVersion":"tekton.dev/v1","kind":"Task","metadata":{"name":"t"},"spec":{"steps":[{"image":"i"}]}}\n',
      '{"apiVersion":"tekton.dev/v1","kind":"Task","metadata":{"annotations": {"tekton.dev/signature": SIG}, "name":"t"},"spec":{"steps":[{"image":"i"}]}}\n',
    ],
  ])('%s', (_, text, expected) => {
    const signed = sign(text);
    expect(masked(signed.text)).toBe(expected);
    expect(check(signed.text)).toEqual(['good']);
    expect(sign(signed.text)).toEqual({
      text: signed.text,
      outcomes: [expect.objectContaining({ status: 'unchanged' })],
    });
  });

  it('into every resource of a file, and into nothing else', () => {
    const task = `${HEAD}metadata:\n  name: t\n${SPEC}`;
    const bad = task.replace('image: "i"', 'image: yes');
    const signed = sign(`${task}---\nkind: Pod\n---\n${bad}---\n${task}`);
    expect(statuses(signed.outcomes)).toEqual(['signed', 'refused', 'signed']);
    expect(check(signed.text)).toEqual(['good', 'missing', 'good']);
    expect(signed.text.replaceAll(/ {2}annotations:\n {4}tekton.*\n/g, '')).toBe(
      `${task}---\nkind: Pod\n---\n${bad}---\n${task}`,
    );
  });

  test.each(['rsa', 'ed25519'] as const)('with a key of type %s', (type) => {
    const by = createKey(type);
    expect(check(sign(`${HEAD}${SPEC}`, TEKTON_1_15, by).text, [by.publicKey])).toEqual(['good']);
  });
});

describe('a signature', () => {
  const signed = sign(`${HEAD}metadata:\n  name: t\n${SPEC}`).text;

  test.each([
    ['of another text', signed.replace('image: "i"', 'image: "j"'), 'wrong'],
    [
      'of a text with a field that nobody knows',
      signed.replace('image: "i"', 'image: "i"\n      imagge: "j"'),
      'undecided',
    ],
    ['with a line break', signed.replace(/(signature: ".{20})/, '$1\\n'), 'malformed'],
    ['in the alphabet of URLs', signed.replace(SIGNED, '"TUVV_-=="'), 'malformed'],
    ['that is empty', signed.replace(SIGNED, '""'), 'malformed'],
    ['under another case', signed.replace('dev/signature', 'dev/Signature'), 'missing'],
  ])('%s does not verify', (_, text, status) => {
    expect(check(text)).toEqual([status]);
  });

  it('verifies with its key alone, and for its version of Tekton alone', () => {
    expect(check(signed, [createKey().publicKey])).toEqual(['wrong']);
    expect(check(signed, [createKey().publicKey, signer.publicKey])).toEqual(['good']);
    const [document] = resources(signed);
    if (document === undefined) throw new Error('no resource');
    const old = [{ era: 'ct-null', profile: 'controller' }] as const;
    expect(verifyAnnotation(document, [signer.publicKey], old).status).toBe('wrong');
    expect(statuses(sign(signed, TEKTON_1_9).outcomes)).toEqual(['signed']);
  });
});

const step = (line: string): string =>
  `${HEAD}metadata: {name: t}\nspec:\n  steps:\n    - image: i\n      ${line}\n`;
const spec = (line: string): string =>
  `${HEAD}metadata: {name: t}\nspec:\n  ${line}\n  steps: [{image: i}]\n`;

describe('refused is what', () => {
  test.each([
    ['has no type', spec('params: [{name: a}]'), '5:12', 'write type: string'],
    [
      'has no type in a property',
      spec('params: [{name: a, type: object, properties: {b: {}}}]'),
      '5:49',
      'type: string',
    ],
    [
      'is a boolean or a text',
      spec('params: [{name: a, type: string, default: yes}]'),
      '5:45',
      'write "yes"',
    ],
    [
      'is a number or a text',
      spec('params: [{name: a, type: string, default: 1_0}]'),
      '5:45',
      'write "1_0"',
    ],
    ['is text that looks like a time', step('script: 12:30'), '7:15', 'write "12:30"'],
    [
      'is octal',
      spec('volumes: [{name: v, emptyDir: {}, configMap: {defaultMode: 0644}}]'),
      '5:62',
      'write 420',
    ],
    [
      'is a quantity that Go rewrites',
      step('computeResources: {limits: {cpu: 0.5}}'),
      '7:40',
      'write "500m"',
    ],
    ['is a duration that Go rewrites', step('timeout: 90s'), '7:16', 'write "1m30s"'],
    [
      'is a boolean in another spelling',
      step('computeResources: {}\n      securityContext: {privileged: Yes}'),
      '8:37',
      'write true',
    ],
    ['is an alias', step('script: &a x\n      workingDir: *a'), '1:1', 'write the value out'],
    ['has an ambiguous key', step('computeResources: {limits: {on: "1"}}'), '7:35', 'write "on"'],
    ['is a control character', step('script: "a\\u0008"'), '7:15', undefined],
    [
      'ends without a line break',
      step('script: |\n        x').slice(0, -1),
      '1:1',
      'end the file with a line break',
    ],
  ])('%s', (_, text, place, instead) => {
    const [outcome] = sign(text).outcomes;
    const refusals = outcome?.status === 'refused' ? outcome.refusals : [];
    const found = refusals.map(({ location, instead: hint }) => [
      `${location.line}:${location.column}`,
      hint,
    ]);
    expect(found).toContainEqual([place, instead]);
  });

  it('ends without a line break, but not where that makes no difference', () => {
    const text = step('script: |-\n        x').slice(0, -1);
    expect(check(sign(text).text)).toEqual(['good']);
  });

  it('depends on the cluster or on the version', () => {
    const pipeline =
      'apiVersion: tekton.dev/v1\nkind: Pipeline\nmetadata: {name: p}\nspec: {tasks: [{name: t, taskRef: {kind: Task}}]}\n';
    expect(statuses(sign(pipeline).outcomes)).toEqual(['refused']);
    expect(statuses(sign(pipeline.replace('{kind', '{name: x, kind')).outcomes)).toEqual([
      'signed',
    ]);
    const template = step('name: s')
      .replace('v1', 'v1beta1')
      .replace('spec:\n', 'spec:\n  stepTemplate: {image: i}\n');
    expect(statuses(sign(template, { major: 1, minor: 13 }).outcomes)).toEqual(['refused']);
    expect(statuses(sign(template, { major: 1, minor: 14 }).outcomes)).toEqual(['signed']);
    expect(statuses(sign(template, TEKTON_1_9).outcomes)).toEqual(['signed']);
  });
});
