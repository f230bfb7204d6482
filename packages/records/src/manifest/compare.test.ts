import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { buildManifest, type MeasuredClosure } from './build.js';
import { compareManifest, type Comparison } from './compare.js';
import {
  CHECKOUT,
  FILES,
  IN_CLUSTER,
  measured,
  node,
  NODE_IMAGE,
  NODES,
  TERMS,
} from './manifest.fixture.js';
import type { Manifest } from './manifest.js';
import { parseManifest } from './parse.js';

function signed(from: MeasuredClosure): Manifest {
  const built = buildManifest(from, TERMS);
  if (!built.ok) throw new Error(built.error.code);
  const manifest = parseManifest(built.value);
  if (!manifest.ok) throw new Error(manifest.error);
  return manifest.value;
}

function names({ missing, extra, changed }: Comparison) {
  const of = (list: Comparison['missing']) => list.map(({ name }) => name);
  return { missing: of(missing), extra: of(extra), changed: of(changed) };
}

const SAME = { missing: [], extra: [], changed: [] };
const unlocked = node({ ...CHECKOUT, status: 'unpinned', digests: {} });
const moved = node({ ...CHECKOUT, digests: { gitCommit: 'ab'.repeat(20) } });
const elsewhere = node({ ...IN_CLUSTER, resolver: 'custom' });
const { closure, digests } = measured();

describe('a pipeline against its manifest', () => {
  test.each<[string, MeasuredClosure, object]>([
    ['the same', measured(), SAME],
    ['a file added', measured({ ...FILES, 'new.yml': '' }), { ...SAME, extra: ['new.yml'] }],
    [
      'an empty file removed',
      measured({ 'tasks/build.yaml': 'kind: Task\n' }),
      { ...SAME, missing: ['.github/workflows/ci.yml'] },
    ],
    [
      'one byte changed',
      measured({ ...FILES, 'tasks/build.yaml': 'kind: Task' }),
      { ...SAME, changed: ['tasks/build.yaml'] },
    ],
    [
      'a file renamed',
      measured({ 'tasks/Build.yaml': 'kind: Task\n', '.github/workflows/ci.yml': 'on: push\n' }),
      { ...SAME, missing: ['tasks/build.yaml'], extra: ['tasks/Build.yaml'] },
    ],
    [
      'contents swapped',
      measured({ 'tasks/build.yaml': 'on: push\n', '.github/workflows/ci.yml': 'kind: Task\n' }),
      { ...SAME, changed: ['.github/workflows/ci.yml', 'tasks/build.yaml'] },
    ],
    [
      'a file that cannot be read',
      { closure, digests: new Map([...digests].slice(1)) },
      { ...SAME, changed: ['.github/workflows/ci.yml'] },
    ],
    [
      'a reference added',
      measured(FILES, [...NODES, node({ kind: 'task', ref: 'extra', status: 'in-cluster' })]),
      { ...SAME, extra: ['extra'] },
    ],
    [
      'a reference removed',
      measured(
        FILES,
        NODES.filter((one) => one !== IN_CLUSTER),
      ),
      { ...SAME, missing: ['deploy'] },
    ],
    [
      'no longer locked',
      measured(FILES, [unlocked, IN_CLUSTER, NODE_IMAGE]),
      { ...SAME, changed: [CHECKOUT.ref] },
    ],
    [
      'locked at another commit',
      measured(FILES, [moved, IN_CLUSTER, NODE_IMAGE]),
      { ...SAME, changed: [CHECKOUT.ref] },
    ],
    [
      'resolved in another way',
      measured(FILES, [CHECKOUT, elsewhere, NODE_IMAGE]),
      { ...SAME, changed: ['deploy'] },
    ],
  ])('%s', (_name, found, expected) => {
    expect(names(compareManifest(signed(measured()), found))).toEqual(expected);
  });

  test('a difference tells what was signed and what is there', () => {
    const { changed } = compareManifest(
      signed(measured()),
      measured(FILES, [moved, IN_CLUSTER, NODE_IMAGE]),
    );
    expect(changed).toEqual([
      {
        what: 'reference',
        id: 'action:actions/Checkout@v4',
        name: 'actions/Checkout@v4',
        expected: `locked github gitCommit:${CHECKOUT.digests['gitCommit'] ?? ''}`,
        actual: `locked github gitCommit:${'ab'.repeat(20)}`,
      },
    ]);
  });

  test('a manifest with SHA-256 alone is compared by it', () => {
    const manifest = signed(measured());
    const files = manifest.files.map(({ path, digest }) => ({
      path,
      digest: { sha256: digest['sha256'] ?? '' },
    }));
    expect(names(compareManifest({ ...manifest, files }, measured()))).toEqual(SAME);
    expect(
      names(compareManifest({ ...manifest, files }, measured({ ...FILES, 'tasks/build.yaml': '' })))
        .changed,
    ).toEqual(['tasks/build.yaml']);
  });
});

const path = fc.stringMatching(/^[a-z]{1,3}(\/[a-z]{1,3})?\.yml$/);
const tree = fc.dictionary(path, fc.string({ maxLength: 4 }), {
  minKeys: 1,
  maxKeys: 6,
  noNullPrototype: true,
});

test('the comparison is that of two sets of files', () => {
  fc.assert(
    fc.property(tree, tree, (before, after) => {
      const result = names(compareManifest(signed(measured(before, [])), measured(after, [])));
      const all = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
      expect(result).toEqual({
        missing: all.filter((name) => !Object.hasOwn(after, name)),
        extra: all.filter((name) => !Object.hasOwn(before, name)),
        changed: all.filter(
          (name) =>
            Object.hasOwn(before, name) &&
            Object.hasOwn(after, name) &&
            before[name] !== after[name],
        ),
      });
    }),
    { numRuns: 200 },
  );
});
