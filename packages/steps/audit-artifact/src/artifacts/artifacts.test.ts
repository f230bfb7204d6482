import { describe, expect, test } from '@jest/globals';
import { err, ok, sha256Hex, usageFault } from '@plumbline/core';
import type { Ports } from '@plumbline/step';
import { ARTIFACT, chainOf, RUN } from '../testing/chain.js';
import { memoryStore } from '../testing/world.js';
import { resolveQuery } from './query.js';
import { resolveTarget } from './resolve.js';
import { search } from './search.js';

type FilePorts = Pick<Ports, 'readFile' | 'digestFiles'>;

/** Files by path, as the ports see them. */
function filesOf(files: Readonly<Record<string, string>>): Ports {
  const missing = err(usageFault('FILE_NOT_FOUND', 'no file'));
  const ports: FilePorts = {
    readFile: (path) => {
      const text = files[path];
      return text === undefined ? missing : ok(Buffer.from(text));
    },
    digestFiles: (pattern) => {
      const found = Object.entries(files).filter(
        ([path]) => path === pattern || path.startsWith(`${pattern}/`),
      );
      return found.length === 0
        ? missing
        : ok(found.map(([path, text]) => ({ path, sha256: sha256Hex(text) })));
    },
  };
  return ports as Ports;
}

const A = 'a'.repeat(64);
const B = 'b'.repeat(128);

function resolved(target: string, files: Readonly<Record<string, string>> = {}): unknown {
  const found = resolveTarget(target, filesOf(files));
  if (!found.ok) return found.error.code;
  return found.value.kind === 'name'
    ? 'name'
    : found.value.artifacts.map(({ name, key, parts }) => [
        name,
        key,
        ...parts.map((part) => part.key),
      ]);
}

describe('resolveTarget', () => {
  test.each<[string, string, unknown]>([
    ['a digest', `sha256:${A}`, [[`sha256:${A}`, `sha256:${A}`]]],
    ['a long digest', `sha512:${B}`, [[`sha512:${B}`, `sha512:${B}`]]],
    ['an image', `ghcr.io/a/b@sha256:${A}`, [[`ghcr.io/a/b@sha256:${A}`, `sha256:${A}`]]],
    ['a short digest', `sha256:${A.slice(1)}`, 'name'],
    ['upper case', `sha256:${A.toUpperCase()}`, 'name'],
    ['a name', 'whySQL', 'name'],
    ['a tag', 'ghcr.io/a/b:1', 'name'],
    ['a file', 'dist/one', [['dist/one', `sha256:${sha256Hex('1')}`]]],
    [
      'a folder',
      'dist',
      [
        ['dist/one', `sha256:${sha256Hex('1')}`],
        ['dist/two', `sha256:${sha256Hex('2')}`],
      ],
    ],
    [
      'a list',
      '@list',
      [
        [`sha256:${A}`, `sha256:${A}`],
        ['dist/one', `sha256:${sha256Hex('1')}`],
      ],
    ],
    ['a list with a name', '@names', 'TARGET_NAME'],
    ['an empty list', '@empty', 'NOTHING_TO_CHECK'],
    ['a list that is not there', '@none', 'FILE_NOT_FOUND'],
    ['broken JSON', '@broken', 'LIST_UNREADABLE'],
    [
      'CycloneDX',
      '@cyclonedx',
      [
        [`sha256:${A}`, `sha256:${A}`],
        [`sha512:${B}`, `sha512:${B}`],
      ],
    ],
    ['SPDX', '@spdx', [[`sha256:${A}`, `sha256:${A}`]]],
  ])('%s', (_name, target, expected) => {
    const files = {
      'dist/one': '1',
      'dist/two': '2',
      list: `# ours\n\nsha256:${A}\ndist/one\r\nsha256:${A}\n`,
      names: 'whySQL\n',
      empty: '# nothing\n',
      broken: '{"components": [',
      cyclonedx: JSON.stringify({
        components: [
          {
            hashes: [
              { alg: 'SHA-512', content: B },
              { alg: 'SHA-256', content: A },
            ],
          },
          { hashes: [{ alg: 'SHA-512', content: B }] },
          { name: 'without' },
        ],
      }),
      spdx: JSON.stringify({
        packages: [{ checksums: [{ algorithm: 'SHA256', checksumValue: A }] }],
      }),
    };
    expect(resolved(target, files)).toEqual(expected);
  });

  test('an image layout: the index with its platforms, each blob as its name says', () => {
    const manifest = '{"schemaVersion":2}';
    const digest = `sha256:${sha256Hex(manifest)}`;
    const entry = (architecture: string) => ({ digest, platform: { os: 'linux', architecture } });
    const index = JSON.stringify({
      manifests: [entry('amd64'), { digest, platform: { os: 'unknown', architecture: 'unknown' } }],
    });
    const mediaType = 'application/vnd.oci.image.index.v1+json';
    const key = `sha256:${sha256Hex(index)}`;
    const layout = {
      'image/oci-layout': '{}',
      'image/index.json': JSON.stringify({ manifests: [{ mediaType, digest: key }] }),
      [`image/blobs/sha256/${sha256Hex(index)}`]: index,
      [`image/blobs/sha256/${sha256Hex(manifest)}`]: manifest,
    };
    expect(resolved('image', layout)).toEqual([[`image@${key}`, key, digest]]);
    const damaged = { ...layout, [`image/blobs/sha256/${sha256Hex(manifest)}`]: 'other' };
    expect(resolved('image', damaged)).toBe('LAYOUT_UNREADABLE');
  });
});

test('a name is searched for, and never audited', async () => {
  const stores = [memoryStore(chainOf())];
  expect((await search('AP', stores)).message).toContain(`app sha256:${ARTIFACT}`);
  expect(await search('AP', stores)).toMatchObject({ code: 'TARGET_NAME', kind: 'usage' });
  expect((await search('whySQL', stores)).message).not.toContain(ARTIFACT);
});

test.each([
  ['run=8123', true],
  [`run=${RUN.invocation}`, true],
  ['run=812', false],
  ['commit=5f2c1e0d', true],
  ['commit=5f2c', false],
  ['actor=583231', true],
  ['actor=dana', false],
  ['uses=COMPILE', true],
  ['uses=acme/app', true],
  ['uses=tj-actions', false],
])('%s', async (query, isFound) => {
  const found = await resolveQuery(query, [memoryStore(chainOf())]);
  const expected = isFound
    ? { ok: true, value: [{ key: `sha256:${ARTIFACT}` }] }
    : { ok: false, error: { code: 'NOTHING_TO_CHECK' } };
  expect(found).toMatchObject(expected);
});

test.each(['', 'run', 'run=', 'name=x', 'run=a b'])('%j is no query', async (query) => {
  const found = await resolveQuery(query, [memoryStore(chainOf())]);
  expect(found).toMatchObject({ ok: false, error: { code: 'QUERY_INVALID' } });
});
