import { describe, expect, test } from '@jest/globals';
import { controls, exportScript } from '@plumbline/controls';
import { explain } from './explain.js';

function explained(word: string): string {
  const text = explain(word);
  if (!text.ok) throw new Error(text.error.message);
  return text.value;
}

test.each(controls.map(({ id, slug }) => [id, slug]))(
  '%s is %s, with all of its texts',
  (id, slug) => {
    const control = controls.find((each) => each.id === id);
    const text = explained(id);
    expect(explained(slug)).toBe(text);
    const words = text.replaceAll(/\s+/g, ' ');
    for (const part of ['title', 'rationale', 'audit', 'remediation', 'impact'] as const)
      expect(words).toContain(control?.[part].replaceAll(/\s+/g, ' '));
    for (const reference of control?.references ?? []) expect(words).toContain(reference);
    for (const platform of Object.keys(control?.legs ?? {}))
      expect(words).toContain(`${id}/${platform} `);
    expect(text).toMatch(new RegExp(`docs/controls/${slug}\\.md\\n$`));
    expect(text.split('\n').filter((line) => line.length > 96 && /^ {2}.* /.test(line))).toEqual(
      [],
    );
  },
);

describe('the script that exports', () => {
  test('is printed as it is', () => {
    expect(explained('export')).toBe(exportScript);
  });

  test('has a comment for each block', () => {
    const blocks = exportScript.trimEnd().split('\n\n');
    expect(blocks.filter((block) => !/^#[ !]/.test(block))).toEqual([]);
  });
});

describe('an unknown word', () => {
  test.each<[string, string]>([
    ['exports', '--explain export'],
    ['no-template-injektion', '--explain no-template-injection'],
    ['template', '--explain no-template-injection'],
    ['2.1', '2.1.1'],
    ['', 'docs/controls'],
    ['zzzzzzzz', 'docs/controls'],
  ])('%s names what is near', (word, near) => {
    expect(explain(word)).toMatchObject({
      ok: false,
      error: { kind: 'usage', code: 'CONTROL_UNKNOWN', hint: expect.stringContaining(near) },
    });
  });
});
