import { describe, expect, it, test } from '@jest/globals';
import { splitDocuments } from './documents.js';
import { payloads } from './lines.js';

describe('documents as Kubernetes counts them', () => {
  test.each([
    ['', []],
    ['a: 1', ['a: 1\n']],
    ['---\na: 1\n', ['---\na: 1\n']],
    ['# c\n---\na: 1\n', ['# c\n', 'a: 1\n']],
    ['---\n---\na: 1\n', ['---\n', 'a: 1\n']],
    ['a: 1\n---\n---\nb: 2\n', ['a: 1\n', '---\nb: 2\n']],
    ['a: 1\n--- # c\nb: 2\n---\n', ['a: 1\n', 'b: 2\n']],
    ['a: |\n  ---\n', ['a: |\n  ---\n']],
    ['a: 1\r\n---\r\nb: 2\r\n', ['a: 1\r\n', 'b: 2\r\n']],
  ])('%j', (text, expected) => {
    expect(splitDocuments(text).map((part) => part.text)).toEqual(expected);
  });

  it('stops at text behind a separator', () => {
    const parts = splitDocuments('a: 1\n--- b\nc: 3\n');
    expect(parts.map(({ broken }) => broken)).toEqual([{ start: 5, end: 11 }]);
  });
});

const TASK =
  'apiVersion: tekton.dev/v1\nkind: Task\nmetadata: {name: t}\nspec: {steps: [{image: i}]}\n';
const form = { era: 'ct-omit', profile: 'controller' } as const;

describe('lines', () => {
  it('have path, index, kind, name and hash', () => {
    const lines = payloads('a/t.yaml', Buffer.from(`# c\n---\nkind: Pod\n---\n${TASK}`), form);
    expect(lines.map((line) => line.split('\t'))).toEqual([
      ['a/t.yaml', '2', 'Task', 't', expect.stringMatching(/^[0-9a-f]{64}$/)],
    ]);
  });

  test.each([
    ['another version of the API', TASK.replace('/v1', '/v1alpha1'), 'Task'],
    ['no version of the API', TASK.replace(/.*\n/, ''), 'Task'],
    ['a syntax error', `${TASK}: [\n`, '-'],
    ['bytes that are no text', '\xff', '-'],
    ['a byte order mark', `\ufeff${TASK}`, '-'],
    ['two documents that Kubernetes takes for one', `${TASK}...\n${TASK}`, '-'],
  ])('say so of %s', (_, text, kind) => {
    const bytes = Buffer.from(text, text === '\xff' ? 'latin1' : 'utf8');
    const columns = payloads('t.yaml', bytes, form).map((line) => line.split('\t'));
    expect(columns).toHaveLength(1);
    expect(columns[0]?.[2]).toBe(kind);
    expect(columns[0]?.[4]).toMatch(/^undecidable: /);
  });

  it('hold no control characters of the file', () => {
    const lines = payloads(
      't.yaml',
      Buffer.from(TASK.replace('{name: t}', '{name: "a\\tb\\nc"}')),
      form,
    );
    expect(lines[0]?.split('\t')).toHaveLength(5);
    expect(lines[0]).not.toContain('\n');
  });

  it('leave out what is not of Tekton', () => {
    expect(
      payloads('t.yaml', Buffer.from(TASK.replace('tekton.dev/v1', 'other.dev/v1')), form),
    ).toEqual([]);
  });
});
