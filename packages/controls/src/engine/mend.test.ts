import { describe, expect, test } from '@jest/globals';
import type { Control, DecidedLeg } from '../control.js';
import { tokenPermissions } from '../credentials/token-permissions.js';
import { noPersistedCredentials } from '../definition/no-persisted-credentials.js';
import { noTemplateInjection } from '../definition/no-template-injection.js';
import { CI, fixed, mended } from '../testing/fixed.js';
import { workflowsOf } from '../github/steps.js';
import type { Violation } from '../violation.js';
import { runBenchmark } from './run.js';
import { subjectOf } from '../testing/subject.js';

const WORKFLOW = `on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: sort x
`;

/** A control that finds a word once in every file, and replaces it. */
function replacing(slug: string, word: string, by: string | null): Control {
  const judge: DecidedLeg['judge'] = (subject) =>
    workflowsOf(subject).flatMap((workflow): readonly Violation[] => {
      const start = workflow.source.text.indexOf(word);
      const span = { start, end: start + word.length };
      const edits = [{ ...span, text: by ?? '' }];
      return start === -1
        ? []
        : [
            {
              at: { source: workflow.source, span },
              ...{ address: 'x', subject: word, message: 'm', hint: 'h', severity: 'low' },
              ...(by === null ? {} : { fix: () => ({ edits, does: by }) }),
            },
          ];
    });
  return { ...tokenPermissions, id: `9.9.${slug.length}`, slug, legs: { G: { judge } } };
}

test('a change that makes room for another is followed by it, and both are told', () => {
  const { files, done } = mended({ [CI]: WORKFLOW }, [noPersistedCredentials, tokenPermissions]);
  expect(done).toMatchObject([
    { id: '2.4.1/G', path: CI, line: 6 },
    { id: '3.1.1/G', path: CI },
  ]);
  expect(files.get(CI)).toMatchObject({
    before: WORKFLOW,
    after: expect.stringMatching(/\npermissions:\n[^]*persist-credentials: false\n/),
  });
});

describe('a file stays as it is', () => {
  test.each<[string, readonly Control[]]>([
    [
      'where the change brings another finding',
      [replacing('a', 'sort', 'uniq'), replacing('bb', 'uniq', null)],
    ],
    ['where the finding is still there', [replacing('a', 'sort', 'sort -u')]],
    ['where it cannot be read any more', [replacing('a', 'sort', '"')]],
    ['where it has no fix', [replacing('a', 'sort', null)]],
  ])('%s', (_name, controls) => {
    expect(mended({ [CI]: WORKFLOW }, controls)).toMatchObject({ files: new Map(), done: [] });
  });

  test('and others do not', () => {
    const other = '.github/workflows/other.yml';
    const files = { [CI]: WORKFLOW, [other]: WORKFLOW.replace('sort x', 'sort y') };
    const controls = [replacing('a', 'sort', 'uniq'), replacing('bb', 'uniq x', null)];
    expect([...mended(files, controls).files.keys()]).toEqual([other]);
  });

  test.each<[string, string]>([
    ['a comment ignores it', 'checkout@v4 # plumbline: ignore[no-persisted-credentials] ours'],
    [
      'it does not count',
      'checkout@v4\n        with:\n          persist-credentials: ${{ inputs.x }}',
    ],
  ])('where %s', (_name, checkout) => {
    const text = WORKFLOW.replace('checkout@v4', checkout);
    expect(fixed(text, noPersistedCredentials)).toBe(text);
  });
});

test('an expression that a comment ignores keeps its step as it is', () => {
  const line = (name: string, why = ''): string =>
    `          f "\${{ github.event.issue.${name} }}"${why}\n`;
  const text = `on: issues\npermissions: {}\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: |\n${line('title')}`;
  const ignored = line('body', ' # plumbline: ignore[no-template-injection] ours');
  expect(fixed(text + line('body'), noTemplateInjection)).not.toContain('"${{');
  expect(fixed(text + ignored, noTemplateInjection)).toBe(text + ignored);
});

test('findings say whether they would be mended', () => {
  const scope = { level: 1 as const, full: false, controls: [noPersistedCredentials] };
  const fixOf = (text: string) =>
    runBenchmark({ subject: subjectOf({ [CI]: text }), scope, base: 'trusted' }).checks[0]
      ?.findings[0]?.fix?.safe;
  expect([fixOf(WORKFLOW), fixOf(WORKFLOW.replace('sort', 'make'))]).toEqual([true, false]);
});
