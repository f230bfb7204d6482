import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { rmSync, symlinkSync, chmodSync } from 'node:fs';
import { join } from 'node:path';
import { gitFixture, type GitFixture } from '../testing/fixture.js';
import { gitTree } from './git-tree.js';
import { openRepository } from './repository.js';
import { resolveRev } from './refs.js';

const MODES: Record<string, string> = { file: '100644', symlink: '120000', submodule: '160000' };

/** `ls-tree -r` and every blob, as git tells them and as we do. */
function bothViews(fixture: GitFixture): { ours: unknown; gits: unknown } {
  const repository = openRepository(fixture.folder);
  if (!repository.ok || repository.value === null) throw new Error('no repository');
  const tree = gitTree(repository.value.objects, resolveRev(repository.value, 'HEAD'));
  const entries = tree.ok ? tree.value.entries() : tree;
  if (!tree.ok || !entries.ok) throw new Error('no tree');
  const ours = entries.value.map(({ path, kind, executable }) => {
    const mode = executable ? '100755' : MODES[kind];
    const bytes = kind === 'file' ? tree.value.read(path) : null;
    return [mode, path, bytes?.ok ? Buffer.from(bytes.value).toString('latin1') : null];
  });
  const listed = fixture.git('ls-tree', '-r', '-z', 'HEAD').split('\0').filter(Boolean);
  const lines = listed.map((line) => /^(\d+) (\w+) (\w+)\t([^]*)$/.exec(line) ?? []);
  const isPlain = ([, mode, type]: readonly string[]): boolean =>
    type === 'blob' && mode !== '120000';
  const blobs = blobsOf(
    fixture,
    lines.filter(isPlain).map(([, , , id = '']) => id),
  );
  const gits = lines.map((line) => {
    const [, mode, , id = '', path = ''] = line;
    const name = Buffer.from(path, 'latin1').toString('utf8');
    return [mode, name, isPlain(line) ? blobs.get(id) : null];
  });
  return { ours, gits };
}

/** What `cat-file` says of the blobs, asked once: `ID blob LENGTH`, a line of its own, and then the bytes. */
function blobsOf(fixture: GitFixture, ids: readonly string[]): ReadonlyMap<string, string> {
  const blobs = new Map<string, string>();
  let rest = `${fixture.gitWith(ids.map((id) => `${id}\n`).join(''), 'cat-file', '--batch')}\n`;
  for (const id of ids) {
    const start = rest.indexOf('\n') + 1;
    const [named, , length] = rest.slice(0, start).split(' ');
    if (named !== id) throw new Error(`git speaks of ${named ?? 'nothing'} instead of ${id}`);
    blobs.set(id, rest.slice(start, start + Number(length)));
    rest = rest.slice(start + Number(length) + 1);
  }
  return blobs;
}

const names = fc.constantFrom('a', 'a.b', 'a-b', 'a0', 'B', 'é', '𝒳', 'z z', '.github', 'ci.yml');
const paths = fc.array(names, { minLength: 1, maxLength: 4 }).map((segments) => segments.join('/'));
const contents = fc.string({ minLength: 1, maxLength: 3000 }).map((text) => `${text}\nend`);

function populate(fixture: GitFixture, files: readonly (readonly [string, string])[]): void {
  for (const [path, content] of files) {
    try {
      fixture.write(path, content);
    } catch {
      // A file stands where this path has a folder: the first one stays.
    }
  }
}

test.each([['sha1'], ['sha256']] as const)('a random tree reads as git reads it (%s)', (format) => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(paths, contents), { maxLength: 12 }),
      fc.boolean(),
      (files, packed) => {
        const fixture = gitFixture(format);
        populate(fixture, files);
        fixture.commit();
        populate(
          fixture,
          files.map(([path, content]) => [path, `${content}\nmore`] as const),
        );
        fixture.commit();
        if (packed) fixture.git('repack', '-a', '-d', '-q', '-f', '--depth=50');
        const { ours, gits } = bothViews(fixture);
        expect(ours).toEqual(gits);
        rmSync(fixture.folder, { recursive: true });
      },
    ),
    { numRuns: 8 },
  );
});

test('deltas of both kinds, links, modes and submodules read as git reads them', () => {
  const fixture = gitFixture();
  const lines = Array.from({ length: 3000 }, (_, line) => `line ${line * 7919}`);
  for (let version = 0; version < 12; version += 1) {
    fixture.write('large.txt', [...lines.slice(version), `version ${version}`].join('\n'));
    fixture.write(`copy-${version}.txt`, [`copy ${version}`, ...lines].join('\n'));
    fixture.commit();
  }
  fixture.write('run.sh', 'true');
  chmodSync(join(fixture.folder, 'run.sh'), 0o755);
  symlinkSync('/etc/passwd', join(fixture.folder, 'link'));
  fixture.git(
    'update-index',
    '--add',
    '--cacheinfo',
    `160000,${fixture.git('rev-parse', 'HEAD')},sub`,
  );
  fixture.commit();
  fixture.git(
    'update-index',
    '--add',
    '--cacheinfo',
    `160000,${fixture.git('rev-parse', 'HEAD')},sub`,
  );
  fixture.git('commit', '-q', '-m', 'submodule');
  for (const config of ['repack.useDeltaBaseOffset=true', 'repack.useDeltaBaseOffset=false']) {
    fixture.git('-c', config, 'repack', '-a', '-d', '-f', '-q');
    expect(fixture.git('count-objects', '-v')).toMatch(/^count: 0$/m);
    const { ours, gits } = bothViews(fixture);
    expect(ours).toEqual(gits);
  }
});
