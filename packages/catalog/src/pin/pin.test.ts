import fc from 'fast-check';
import { describe, expect, test } from '@jest/globals';
import { parseCatalog } from '../model/catalog-file.js';
import { COMMIT, must, newSigner, signed } from '../testing/acme.js';
import { memoryTree } from '../testing/memory-tree.js';
import { pinReferences } from './pin.js';

const catalog = must(
  parseCatalog('catalog.json', Buffer.from(signed(newSigner())['catalog.json'] ?? '')),
);
const REVOKED = {
  name: 'fetch-url',
  version: '0.9.1',
  reason: 'CVE-2026-40938',
  since: '2026-11-20',
  advisory: null,
  replacedBy: '0.9.2',
};
const OTHER = '11bd71901bbe5b1630ceea73d27597364c9af683';

const workflow = (uses: string): string =>
  `# what it is\non: push\n\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: ${uses}\n\n      - run: 'true' # stays\n`;

function pinned(text: string, tekton: '1.9' | '1.10' = '1.10') {
  const result = must(
    pinReferences(memoryTree({ 'ci.yml': text }), { catalog, revoked: [REVOKED], tekton }),
  );
  const bytes = result.files.get('ci.yml');
  return { ...result, text: bytes === undefined ? text : Buffer.from(bytes).toString() };
}

describe('uses', () => {
  const PIN = `acme/ci/actions/notify@${COMMIT}`;
  test.each([
    ['a tag', 'acme/ci/actions/notify@v1', `${PIN} # v2026.11.0`],
    ['in quotes', "'acme/ci/actions/notify@v1'", `'${PIN}' # v2026.11.0`],
    [
      'with its version as a comment',
      `"acme/ci/actions/notify@${OTHER}"   # v1.0.0`,
      `"${PIN}"   # v2026.11.0`,
    ],
    ['with a comment of its own', 'acme/ci/actions/notify@v1 # why', `${PIN} # why`],
    [
      'as others write the owner',
      'Acme/CI/actions/notify@v1',
      `Acme/CI/actions/notify@${COMMIT} # v2026.11.0`,
    ],
  ])('%s', (_name, before, after) => {
    const first = pinned(workflow(before));
    expect(first.text).toBe(workflow(after));
    expect(first.pinned).toBe(1);
    expect(pinned(first.text)).toMatchObject({ pinned: 0, kept: 1, text: first.text });
  });

  test('in a flow map no comment is put into what follows', () => {
    const text = workflow('x').replace(
      '- uses: x',
      '- { uses: acme/ci/actions/notify@v1, with: { url: a } }',
    );
    const after = pinned(text).text;
    expect(after).toBe(text.replace('notify@v1', `notify@${COMMIT}`));
  });

  test('line breaks of Windows stay', () => {
    const text = workflow('acme/ci/actions/notify@v1').replaceAll('\n', '\r\n');
    expect(pinned(text).text).toBe(text.replace('notify@v1', `notify@${COMMIT} # v2026.11.0`));
  });

  test.each([
    'actions/checkout@v4',
    'acme/ci/actions/other@v1',
    'acme/ci@v1',
    'acme/other/actions/notify@v1',
    './actions/notify',
    'docker://alpine',
  ])('%s is not of the catalog', (uses) => {
    expect(pinned(workflow(uses))).toMatchObject({
      pinned: 0,
      kept: 0,
      left: [],
      files: new Map(),
    });
  });

  test.each([
    'acme/ci/actions/fetch-url@v0.9.1',
    'acme/ci/actions/fetch-url@fetch-url/v0.9.1',
    `acme/ci/actions/fetch-url@${OTHER} # v0.9.1`,
  ])('%s is revoked: left, and named with its line', (uses) => {
    const result = pinned(workflow(uses));
    expect(result.files.size).toBe(0);
    expect(result.left).toEqual([expect.objectContaining({ path: 'ci.yml', line: 8 })]);
    expect(result.left[0]?.why).toMatch(/0\.9\.2/);
  });

  test('another version of a revoked step is pinned', () => {
    expect(pinned(workflow('acme/ci/actions/fetch-url@v0.9.2')).pinned).toBe(1);
  });
});

describe('bundles', () => {
  const run = (bundle: string): string =>
    `apiVersion: tekton.dev/v1\nkind: TaskRun\nmetadata: { name: a }\nspec:\n  taskRef:\n    resolver: bundles\n    params:\n      - { name: bundle, value: ${bundle} } # ours\n      - { name: name, value: deploy }\n`;
  const digests = new Map(
    catalog.steps
      .find(({ name }) => name === 'deploy')
      ?.task?.variants.map(({ tekton, bundle }) => [tekton, bundle?.digest ?? '']),
  );

  test.each(['1.9', '1.10'] as const)('by the digest for Tekton %s', (tekton) => {
    const suffix = tekton === '1.9' ? '-tekton-1.9' : '';
    const after = `registry.corp.example/tasks/deploy:1.2.0${suffix}@${digests.get(tekton) ?? ''}`;
    const first = pinned(run('registry.corp.example/tasks/deploy:1.2.0'), tekton);
    expect(first.text).toBe(run(after));
    expect(pinned(first.text, tekton)).toMatchObject({ pinned: 0, kept: 1 });
  });

  test('of another registry are not of the catalog', () => {
    expect(pinned(run('ghcr.io/acme/tasks/deploy:1.2.0'))).toMatchObject({ pinned: 0, left: [] });
  });
});

test('a file that cannot be read is named, and the others are pinned', () => {
  const files = {
    'bad.yml': 'jobs: {}\non: push\non: push\n',
    'ci.yml': workflow('acme/ci/actions/notify@v1'),
  };
  const result = must(pinReferences(memoryTree(files), { catalog, revoked: [], tekton: '1.10' }));
  expect([...result.files.keys()]).toEqual(['ci.yml']);
  expect(result.unreadable.map(({ path }) => path)).toEqual(['bad.yml']);
});

test('of any file only references and their versions change, and a second run changes nothing', () => {
  const reference = fc.constantFrom(
    'acme/ci/actions/notify@v1',
    `acme/ci/actions/notify@${OTHER}`,
    'actions/checkout@v4',
  );
  const quote = fc.constantFrom('', "'", '"');
  const behind = fc.constantFrom('', ' # why', '   # v1.2.3', ' #v2', '\t# notify/v1.0.0');
  const step = fc.tuple(
    quote,
    reference,
    behind,
    fc.constantFrom('', '\n', '\n        # a comment\n'),
  );
  const line = ([q, ref, rest, blank]: [string, string, string, string]): string =>
    `      - uses: ${q}${ref}${q}${rest}\n${blank}`;
  const bare = (text: string): string =>
    text
      .replaceAll(/(acme\/ci\/actions\/notify)@\S*?(?=['"]?(?:\s|$))/g, '$1')
      .replaceAll(/[ \t]*#[ \t]*(?:notify\/)?v[\d.]+$/gm, '');
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 6 }),
      fc.constantFrom('\n', '\r\n'),
      (steps, ending) => {
        const text =
          `on: push\njobs:\n  a:\n    steps:\n${steps.map(line).join('')}      - run: true\n`.replaceAll(
            '\n',
            ending,
          );
        const once = pinned(text);
        expect(bare(once.text)).toBe(bare(text));
        expect(pinned(once.text)).toMatchObject({ pinned: 0, text: once.text });
      },
    ),
    { numRuns: 200 },
  );
});
