// What a reader of YAML can be made to see otherwise than the program that runs the file: doubled keys, spellings of keys,
// anchors and merge keys, documents, directives and tags, ambiguous scalars, keys that are no text, encodings and line
// breaks, look-alikes, prototype keys, numbers, pins in comments, sizes (items 1 to 15).
import { describe, test } from '@jest/globals';
import { CHECKOUT, files, IMAGE, TASK, WORKFLOW } from '../../support/pipeline-files.js';
import { expectRefused, type Attack, type Edit } from './stage.js';

const SHA = CHECKOUT.slice(CHECKOUT.indexOf('@') + 1);
const replaced = (path: string, from: string, to: string): Edit => {
  const text = files[path] ?? '';
  if (!text.includes(from)) throw new Error(`${path} lacks ${from}`);
  return { [path]: text.replace(from, to) };
};
const workflow = (from: string, to: string): Edit => replaced(WORKFLOW, from, to);
const task = (from: string, to: string): Edit => replaced(TASK, from, to);
const encoded = (change: (text: Buffer) => Buffer): Edit => ({
  [WORKFLOW]: change(Buffer.from(files[WORKFLOW] ?? '')),
});
const insertedBytes = (...bytes: readonly number[]): Edit =>
  encoded((text) =>
    Buffer.concat([text, Buffer.from('# '), Buffer.from(bytes), Buffer.from('\n')]),
  );

const unreadable = (name: string, attack: Edit, good: Edit = {}): Attack => ({
  name,
  good,
  attack,
  resigned: true,
  by: 'file/unreadable',
  exit: 1,
});
const undecided = (name: string, attack: Edit): Attack => ({
  ...unreadable(name, attack),
  exit: 2,
});
const signedByMistake = (name: string, attack: Edit, good: Edit, by: string): Attack => ({
  name,
  good,
  attack,
  resigned: true,
  by,
  exit: by === 'ref/undecidable' ? 2 : 1,
});

const EVIL_STEP = `    - name: build\n      image: evil\n      script: curl\n`;
const EVIL_TASK = `---\napiVersion: tekton.dev/v1\nkind: Task\nmetadata:\n  name: evil\nspec:\n  steps:\n${EVIL_STEP}`;

describe('a file that two readers see differently', () => {
  test.each<Attack>([
    unreadable('steps twice in a Task', { [TASK]: `${files[TASK] ?? ''}  steps:\n${EVIL_STEP}` }),
    unreadable(
      'a doubled key, once in quotes',
      workflow('on: push', 'on: push\n"on": pull_request_target'),
    ),
    unreadable(
      'a merge key that brings an image',
      task('      image:', '      <<: {image: evil}\n      image:'),
    ),
    unreadable(
      'a merge key of an anchor',
      workflow('permissions: {}', 'permissions: &p {contents: write}\nenv: {<<: *p}'),
      workflow('permissions: {}', 'permissions: &p {}\nenv: *p'),
    ),
    unreadable(
      'an alias bomb',
      workflow(
        'permissions: {}',
        `env:\n  a: &a [x,x,x,x,x,x,x,x]\n${[...'bcdefgh']
          .map(
            (key, at) =>
              `  ${key}: &${key} [${Array<string>(8)
                .fill(`*${'abcdefg'[at] ?? ''}`)
                .join(',')}]\n`,
          )
          .join('')}`,
      ),
      workflow('permissions: {}', 'env:\n  a: &a x\n  b: *a\n'),
    ),
    unreadable('an alias of itself', workflow('permissions: {}', 'env: &e {a: *e}')),
    unreadable('a second document in a workflow', {
      [WORKFLOW]: `${files[WORKFLOW] ?? ''}---\non: push\njobs: {}\n`,
    }),
    unreadable(
      'a document that ends inside of quotes',
      task('script: make', 'script: "make\n---\n  evil"'),
    ),
    unreadable(
      '%YAML 1.1',
      { [TASK]: `%YAML 1.1\n---\n${files[TASK] ?? ''}` },
      { [TASK]: `%YAML 1.2\n---\n${files[TASK] ?? ''}` },
    ),
    unreadable('%TAG', { [TASK]: `%TAG !e! tag:yaml.org,2002:\n---\n${files[TASK] ?? ''}` }),
    unreadable('!!binary', task('script: make', 'script: !!binary Y3VybA==')),
    unreadable('!!float', workflow('name: ci', 'name: !!float 1')),
    unreadable('a tag of somebody', workflow('name: ci', 'name: !include evil')),
    unreadable('a list as a key', workflow('permissions: {}', '? [a]\n: b')),
    unreadable('a key without text', workflow('permissions: {}', ': b')),
    unreadable(
      '__proto__',
      workflow('permissions: {}', '__proto__: {jobs: {}}'),
      workflow('permissions: {}', 'env: {constructor: a, toString: b}'),
    ),
    unreadable(
      '1e400',
      workflow('runs-on', 'timeout-minutes: 1e400\n    runs-on'),
      workflow('runs-on', 'timeout-minutes: 1e2\n    runs-on'),
    ),
    unreadable('a tab as indentation', workflow('    runs-on', '\t runs-on')),
  ])('$name', (of) => expectRefused(of));
});

describe('bytes that are no plain text', () => {
  test.each<Attack>([
    unreadable(
      'UTF-16',
      encoded((text) => Buffer.from(`\ufeff${text.toString()}`, 'utf16le')),
    ),
    unreadable('overlong UTF-8', insertedBytes(0xc0, 0xaf)),
    unreadable('half of a surrogate pair', insertedBytes(0xed, 0xa0, 0x80)),
    unreadable(
      'half of a surrogate pair, escaped',
      workflow('name: ci', 'name: "\\uD800"'),
      workflow('name: ci', 'name: "\\U0001F600"'),
    ),
    unreadable('NUL', insertedBytes(0)),
    unreadable('NEL ends a comment', workflow('name: ci', 'name: ci # \u0085jobs: {}')),
    unreadable('LS ends a comment', workflow('name: ci', 'name: ci # \u2028jobs: {}')),
    unreadable(
      'a lone carriage return ends a comment',
      workflow('name: ci', 'name: ci # \rjobs: {}'),
      encoded((text) => Buffer.from(text.toString().replaceAll('\n', '\r\n'))),
    ),
    unreadable('a second byte order mark', workflow('name: ci', 'name: \ufeffci')),
    unreadable('escape sequences of terminals', workflow('name: ci', 'name: ci # \u001b[2J')),
  ])('$name', (of) => expectRefused(of));
});

describe('a reference that does not say what it seems to', () => {
  const pinned = workflow(CHECKOUT, `${CHECKOUT} `);
  test.each<Attack>([
    signedByMistake(
      'behind an alias',
      workflow(`uses: ${CHECKOUT}`, 'uses: &x evil/checkout@v1\n      - uses: *x'),
      workflow(`uses: ${CHECKOUT}`, `uses: &x ${CHECKOUT}\n      - uses: *x`),
      'ref/pinned',
    ),
    signedByMistake(
      'in a second document',
      { [TASK]: `${files[TASK] ?? ''}${EVIL_TASK}` },
      { [TASK]: `${files[TASK] ?? ''}${EVIL_TASK.replace('image: evil', `image: ${IMAGE}`)}` },
      'ref/pinned',
    ),
    signedByMistake(
      'behind --- with text',
      { [TASK]: `${files[TASK] ?? ''}--- # x\n${EVIL_TASK.slice(4)}` },
      { [TASK]: `${files[TASK] ?? ''}--- # x\n` },
      'ref/pinned',
    ),
    signedByMistake(
      'in a block scalar that a naive splitter cuts',
      task(
        'script: make',
        'script: |\n        a\n        ---\n        b\n      args: [a]\n    - image: evil',
      ),
      task('script: make', 'script: |\n        a\n        ---\n        b'),
      'ref/pinned',
    ),
    signedByMistake(
      'a pin in a comment',
      workflow(CHECKOUT, `actions/checkout@v4 # ${SHA}`),
      pinned,
      'ref/pinned',
    ),
    signedByMistake(
      'a pin behind `#`',
      workflow(`${CHECKOUT} #`, `actions/checkout #@${SHA}`),
      pinned,
      'ref/undecidable',
    ),
    signedByMistake(
      'a Cyrillic letter',
      workflow('actions/checkout', '\u0430ctions/checkout'),
      pinned,
      'ref/undecidable',
    ),
    signedByMistake(
      'a zero-width space',
      workflow('actions/checkout', 'actions/check\u200bout'),
      pinned,
      'ref/undecidable',
    ),
    signedByMistake(
      'the direction of text',
      workflow('actions/checkout', 'actions/\u202echeckout'),
      pinned,
      'ref/undecidable',
    ),
    signedByMistake(
      'a look-alike in an image',
      task('library', 'libr\u0430ry'),
      {},
      'ref/undecidable',
    ),
    signedByMistake(
      'a trailing line break',
      workflow(CHECKOUT, `"${CHECKOUT}\\n"`),
      workflow(CHECKOUT, `"${CHECKOUT}"`),
      'ref/undecidable',
    ),
  ])('$name', (of) => expectRefused(of));
});

describe('a file that takes long', () => {
  test.each<Attack>([
    unreadable(
      'depth 10,000 in blocks',
      workflow('permissions: {}', `env: ${'- '.repeat(10_000)}`),
    ),
    unreadable('depth 10,000 in flow', workflow('permissions: {}', `env: ${'['.repeat(10_000)}`)),
    undecided('a million keys', {
      'tekton/many.yaml': `apiVersion: tekton.dev/v1\n${'k:\n'.repeat(300_000)}`,
    }),
    undecided('more than 1 MiB', {
      'tekton/long.yaml': `apiVersion: tekton.dev/v1\n# ${'x'.repeat(1 << 20)}`,
    }),
    undecided('100 MB', { 'tekton/huge.yaml': Buffer.alloc(100_000_000, 'tekton.dev ') }),
    undecided('a million quotes', {
      'tekton/quotes.yaml': `apiVersion: tekton.dev/v1\na: ${'"'.repeat(1_000_000)}`,
    }),
  ])('$name', (of) => expectRefused(of));
});
