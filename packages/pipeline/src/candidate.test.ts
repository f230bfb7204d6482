import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { classifyPath, mayBeDefinition } from './candidate.js';

test.each([
  ['.github/workflows/ci.yml', 'workflow'],
  ['.github/workflows/ci.yaml', 'workflow'],
  ['.github/workflows/sub/ci.yml', 'document'],
  ['x/.github/workflows/ci.yml', 'document'],
  ['.github/workflows/actions.lock', 'lock'],
  ['actions.lock', 'other'],
  ['action.yml', 'action'],
  ['a/b/action.yaml', 'action'],
  ['a/reaction.yml', 'document'],
  ['a/b.YAML', 'document'],
  ['a/b.json', 'json'],
  ['Dockerfile', 'other'],
])('%s is %s', (path, expected) => {
  expect(classifyPath(path)).toBe(expected);
});

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('mayBeDefinition', () => {
  test.each([
    ['plain', 'apiVersion: tekton.dev/v1'],
    ['triggers', 'apiVersion: "triggers.tekton.dev/v1beta1"'],
    ['hexadecimal escapes', 'apiVersion: "tekt\\x6fn\\x2edev/v1"'],
    ['short escapes', 'apiVersion: "\\u0074ekton.dev/v1"'],
    ['long escapes', 'apiVersion: "\\U00000074ekton.dev/v1"'],
    ['an escaped line break', 'apiVersion: "tekton.\\\n    dev/v1"'],
    ['an escaped line break with carriage return', 'apiVersion: "tekton.\\\r\n\tdev/v1"'],
    ['an escaped next line', 'apiVersion: "tekton.\\\u0085  dev/v1"'],
    ['an escaped line separator', 'apiVersion: "tekton.\\\u2028dev/v1"'],
    ['a JSON escape', '{"apiVersion": "tekton\\u002edev\\/v1"}'],
    ['an escaped backslash before an escape', 'a: "\\\\\\x74ekton.dev"'],
    ['a binary tag', 'apiVersion: !!binary dGVrdG9uLmRldi92MQ=='],
    ['a binary tag in full', 'apiVersion: !<tag:yaml.org,2002:binary> dGVrdG9uLmRldi92MQ=='],
    ['a binary tag with percent escapes', 'apiVersion: !!bin%61ry dGVrdG9uLmRldi92MQ=='],
    ['a tag prefix', '%TAG !x! tag:yaml.org,2002:\n---\napiVersion: !x!bin dGVrdG9uLmRldi92MQ=='],
    ['a workflow', 'on: push\njobs: {}'],
    ['a workflow in flow style', '{on: push, "jobs": {}}'],
    ['a workflow with escapes', '"on": push\n"j\\x6fbs": {}'],
  ])('%s may be one', (_name, text) => {
    expect(mayBeDefinition(bytes(text))).toBe(true);
  });

  test('UTF-16 and UTF-32 may be one', () => {
    for (const width of [2, 4]) {
      const wide = new Uint8Array(width * 10);
      [...'tekton.dev'].forEach((letter, index) => (wide[index * width] = letter.charCodeAt(0)));
      expect(mayBeDefinition(wide)).toBe(true);
    }
  });

  test.each([
    ['other resources', 'apiVersion: v1\nkind: ConfigMap'],
    ['a fold without an escape', 'apiVersion: "tekton.\n  dev/v1"'],
    ['a shell script', 'run: |\n  a \\\n    b'],
    ['a mention of jobs', 'text: the jobs are many'],
  ])('%s cannot be one', (_name, text) => {
    expect(mayBeDefinition(bytes(text))).toBe(false);
  });

  test('any letters written as escapes are seen', () => {
    const letters = [...'tekton.dev'];
    fc.assert(
      fc.property(
        fc.array(fc.nat(4), { minLength: 10, maxLength: 10 }),
        fc.string(),
        (forms, before) => {
          const spelt = letters.map((letter, index) => spell(letter, forms[index] ?? 0)).join('');
          return mayBeDefinition(bytes(`${before.replaceAll('\\', '')}: "${spelt}/v1"`));
        },
      ),
    );
  });
});

function spell(letter: string, form: number): string {
  const code = letter.charCodeAt(0).toString(16);
  const forms = [
    letter,
    `\\x${code.padStart(2, '0')}`,
    `\\u${code.padStart(4, '0')}`,
    `\\U${code.padStart(8, '0')}`,
  ];
  return forms[form] ?? `\\\n  ${letter}`;
}
