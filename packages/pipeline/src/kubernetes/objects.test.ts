import { describe, expect, test } from '@jest/globals';
import { modelTarget } from '../model.js';
import { memoryTree } from '../testing/memory-tree.js';

const CONFIG = `apiVersion: v1
kind: ConfigMap
metadata: { name: feature-flags, namespace: tekton-pipelines }
data: { enable-api-fields: beta }
`;
const TASK = `apiVersion: tekton.dev/v1
kind: Task
metadata: { name: build }
spec: { steps: [] }
`;

function read(text: string, path = 'dump.yaml') {
  const model = modelTarget(memoryTree({ [path]: text }), { objects: true });
  if (!model.ok) throw new Error(model.error.message);
  return model.value;
}

const names = (text: string, path?: string): readonly string[] =>
  read(text, path).objects.map(
    ({ kindText, metadata }) => `${kindText.value}/${metadata.name?.value ?? ''}`,
  );

describe('objects of Kubernetes', () => {
  test.each([
    ['a document', CONFIG, ['ConfigMap/feature-flags']],
    [
      'documents',
      `${CONFIG}---\n${CONFIG}`,
      ['ConfigMap/feature-flags', 'ConfigMap/feature-flags'],
    ],
    ['beside Tekton', `${TASK}---\n${CONFIG}`, ['ConfigMap/feature-flags']],
    [
      'a list of both',
      'apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Namespace, metadata: {name: a}}\n- {apiVersion: tekton.dev/v1, kind: Task, spec: {steps: []}}\n',
      ['Namespace/a'],
    ],
    [
      'a list of one kind',
      'apiVersion: v1\nkind: SecretList\nitems:\n- {apiVersion: v1, kind: Secret, metadata: {name: a}}\n',
      ['Secret/a'],
    ],
    ['other YAML', 'apiVersion: 2\nkind: [a]\n', []],
    ['a template of Helm', 'apiVersion: v1\nkind: ConfigMap\n{{- if .Values.a }}\n', []],
  ])('%s', (_name, text, expected) => {
    expect(names(text)).toEqual(expected);
  });

  test('JSON is read alike', () => {
    expect(
      names('{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"a"}}', 'a.json'),
    ).toEqual(['Namespace/a']);
  });

  test('an export that is too large is reported and not passed over', () => {
    const items = `- ${JSON.stringify({ apiVersion: 'v1', kind: 'Role' })}\n`.repeat(40_000);
    const model = read(`apiVersion: v1\nkind: List\nitems:\n${items}`);
    expect(model.unreadable.map(({ path }) => path)).toEqual(['dump.yaml']);
  });

  test('nobody asked: nothing is read', () => {
    const model = modelTarget(memoryTree({ 'a.yaml': CONFIG }));
    expect(model.ok && model.value.objects).toEqual([]);
  });
});
