import { expect, test } from '@jest/globals';
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { deflateSync, inflateSync } from 'node:zlib';
import { emptyFolder, gitFixture, hostOptions, type GitFixture } from './testing/fixture.js';
import { createPorts } from './ports.js';

const CI = '.github/workflows/ci.yml';
const GOOD = 'on: push\n';
const EVIL = 'on: evil\n';

const original = gitFixture();
original.write(CI, GOOD);
original.commit();

/** A repository of its own, copied: that takes a tenth of the time of making one. */
function repository(): GitFixture {
  const folder = emptyFolder();
  cpSync(original.folder, folder, { recursive: true });
  return gitFixture('sha1', folder);
}

/** The workflow as a step would read it, or the code of the fault. */
function readCi(folder: string): string {
  const target = createPorts(hostOptions()).openTarget({
    target: folder,
    rev: null,
    worktree: false,
  });
  const bytes = target.ok ? target.value.tree.read(CI) : target;
  return bytes.ok ? Buffer.from(bytes.value).toString() : bytes.error.code;
}

function loosePath({ folder, git }: GitFixture, rev: string): string {
  const id = git('rev-parse', rev);
  return join(folder, '.git/objects', id.slice(0, 2), id.slice(2));
}

function overwrite(path: string, bytes: Buffer): void {
  chmodSync(path, 0o644);
  writeFileSync(path, bytes);
}

function packPath({ folder, git }: GitFixture, ext: string): string {
  git('repack', '-a', '-d', '-q');
  const packs = join(folder, '.git/objects/pack');
  return join(packs, readdirSync(packs).find((name) => name.endsWith(ext)) ?? '');
}

/** Objects that git knows, but this repository does not hold: they lie in another one. */
function moveObjects(fixture: GitFixture): string {
  const other = join(emptyFolder(), 'objects');
  cpSync(join(fixture.folder, '.git/objects'), other, { recursive: true });
  for (const name of readdirSync(join(fixture.folder, '.git/objects'))) {
    rmSync(join(fixture.folder, '.git/objects', name), { recursive: true });
  }
  mkdirSync(join(fixture.folder, '.git/objects/info'));
  return other;
}

interface Case {
  readonly name: string;
  readonly change: (fixture: GitFixture) => void;
  /** What is read; git itself would have been led elsewhere in the cases that say so. */
  readonly reads: string;
}

const cases: readonly Case[] = [
  { name: 'nothing odd', change: () => undefined, reads: GOOD },
  {
    name: 'replaced commit',
    change: (fixture) => {
      const good = fixture.git('rev-parse', 'HEAD');
      fixture.write(CI, EVIL);
      const evil = fixture.commit();
      fixture.git('reset', '-q', '--hard', good);
      fixture.git('replace', good, evil);
      expect(fixture.git('show', `HEAD:${CI}`)).toBe(EVIL.trim());
    },
    reads: GOOD,
  },
  {
    name: 'replaced blob',
    change: (fixture) => {
      const evil = fixture.gitWith(EVIL, 'hash-object', '-w', '--stdin');
      fixture.git('replace', fixture.git('rev-parse', `HEAD:${CI}`), evil);
      expect(fixture.git('show', `HEAD:${CI}`)).toBe(EVIL.trim());
    },
    reads: GOOD,
  },
  {
    name: 'loose blob with other content',
    change: (fixture) =>
      overwrite(loosePath(fixture, `HEAD:${CI}`), deflateSync(`blob ${EVIL.length}\0${EVIL}`)),
    reads: 'GIT_OBJECT',
  },
  {
    name: 'loose blob deflated in another way',
    change: (fixture) =>
      overwrite(
        loosePath(fixture, `HEAD:${CI}`),
        deflateSync(`blob ${GOOD.length}\0${GOOD}`, { level: 0 }),
      ),
    reads: GOOD,
  },
  {
    name: 'loose blob with a wrong size',
    change: (fixture) =>
      overwrite(loosePath(fixture, `HEAD:${CI}`), deflateSync(`blob 99\0${GOOD}`)),
    reads: 'GIT_OBJECT',
  },
  {
    name: 'loose tree cut short',
    change: (fixture) => {
      const path = loosePath(fixture, 'HEAD^{tree}');
      overwrite(path, readFileSync(path).subarray(0, 20));
    },
    reads: 'GIT_OBJECT',
  },
  {
    name: 'zlib bomb in place of the commit',
    change: (fixture) =>
      overwrite(loosePath(fixture, 'HEAD'), deflateSync(Buffer.alloc(64 * 1024 * 1024))),
    reads: 'GIT_OBJECT',
  },
  {
    name: 'tree where the commit should be',
    change: (fixture) => {
      const tree = fixture.git('rev-parse', 'HEAD^{tree}');
      writeFileSync(join(fixture.folder, '.git/refs/heads/main'), `${tree}\n`);
    },
    reads: 'GIT_OBJECT',
  },
  { name: 'packed', change: (fixture) => void packPath(fixture, '.pack'), reads: GOOD },
  {
    name: 'pack with a flipped bit in each object',
    change: (fixture) => {
      const path = packPath(fixture, '.pack');
      const bytes = readFileSync(path);
      for (let at = 14; at < bytes.length - 20; at += 9) bytes[at] = (bytes[at] ?? 0) ^ 0x10;
      overwrite(path, bytes);
    },
    reads: 'GIT_OBJECT',
  },
  {
    name: 'pack cut short',
    change: (fixture) => {
      const path = packPath(fixture, '.pack');
      overwrite(path, readFileSync(path).subarray(0, 12));
    },
    reads: 'GIT_OBJECT',
  },
  {
    name: 'pack index cut short',
    change: (fixture) => {
      const path = packPath(fixture, '.idx');
      overwrite(path, readFileSync(path).subarray(0, 1040));
    },
    reads: 'GIT_REPOSITORY',
  },
  {
    name: 'pack index whose offsets are exchanged',
    change: (fixture) => {
      const path = packPath(fixture, '.idx');
      const bytes = readFileSync(path);
      const count = bytes.readUInt32BE(8 + 255 * 4);
      const offsets = 8 + 1024 + count * 24;
      const table = Array.from({ length: count }, (_, row) =>
        bytes.readUInt32BE(offsets + row * 4),
      );
      table.forEach((_, row) =>
        bytes.writeUInt32BE(table[(row + 1) % count] ?? 0, offsets + row * 4),
      );
      overwrite(path, bytes);
    },
    reads: 'GIT_OBJECT',
  },
  {
    name: 'pack index with impossible counts',
    change: (fixture) => {
      const path = packPath(fixture, '.idx');
      const bytes = readFileSync(path);
      bytes.fill(0xff, 8 + 255 * 4, 8 + 1024);
      overwrite(path, bytes);
    },
    reads: 'GIT_REPOSITORY',
  },
  {
    name: 'grafts and a shallow file',
    change: (fixture) => {
      const head = fixture.git('rev-parse', 'HEAD');
      mkdirSync(join(fixture.folder, '.git/info'));
      writeFileSync(join(fixture.folder, '.git/info/grafts'), `${head} ${'1'.repeat(40)}\n`);
      writeFileSync(join(fixture.folder, '.git/shallow'), `${head}\n`);
    },
    reads: GOOD,
  },
  {
    name: 'alternates',
    change: (fixture) => {
      const other = moveObjects(fixture);
      writeFileSync(join(fixture.folder, '.git/objects/info/alternates'), `${other}\n`);
      expect(fixture.git('show', `HEAD:${CI}`)).toBe(GOOD.trim());
    },
    reads: 'GIT_OBJECT_MISSING',
  },
  {
    name: 'alternates beside the objects',
    change: (fixture) => {
      const other = gitFixture();
      writeFileSync(
        join(fixture.folder, '.git/objects/info/alternates'),
        `${other.folder}/.git/objects\n`,
      );
    },
    reads: GOOD,
  },
  {
    name: 'HEAD that is a link',
    change: ({ folder }) => {
      rmSync(join(folder, '.git/HEAD'));
      symlinkSync('refs/heads/main', join(folder, '.git/HEAD'));
    },
    reads: 'GIT_REPOSITORY',
  },
  {
    name: 'HEAD that leads out',
    change: ({ folder }) => writeFileSync(join(folder, '.git/HEAD'), 'ref: refs/../../../secret\n'),
    reads: 'GIT_REPOSITORY',
  },
  {
    name: 'refs that lead in a circle',
    change: ({ folder }) =>
      writeFileSync(join(folder, '.git/refs/heads/main'), 'ref: refs/heads/main\n'),
    reads: 'GIT_REPOSITORY',
  },
  {
    name: '.git that is a link',
    change: ({ folder }) => {
      renameSync(join(folder, '.git'), `${folder}-moved`);
      symlinkSync(`${folder}-moved`, join(folder, '.git'));
    },
    reads: 'GIT_REPOSITORY',
  },
  {
    name: '.git file that points at a foreign repository',
    change: ({ folder }) => {
      rmSync(join(folder, '.git'), { recursive: true });
      writeFileSync(join(folder, '.git'), `gitdir: ${repository().folder}/.git\n`);
    },
    reads: 'GIT_REPOSITORY',
  },
  {
    name: 'git folder kept elsewhere that names this work tree',
    change: (fixture) => {
      fixture.git('init', '-q', '--separate-git-dir', `${fixture.folder}-git`);
      fixture.git('config', 'core.worktree', fixture.folder);
      expect(readFileSync(join(fixture.folder, '.git'), 'utf8')).toMatch(/^gitdir: /);
    },
    reads: GOOD,
  },
  {
    name: 'refs in a reftable',
    change: (fixture) => fixture.git('config', 'extensions.refStorage', 'reftable'),
    reads: 'GIT_REPOSITORY',
  },
  {
    name: 'unknown object format',
    change: (fixture) => fixture.git('config', 'extensions.objectFormat', 'md5'),
    reads: 'GIT_REPOSITORY',
  },
  {
    name: 'configuration that is none',
    change: ({ folder }) => appendFileSync(join(folder, '.git/config'), '[broken\n'),
    reads: 'GIT_REPOSITORY',
  },
  {
    name: 'configuration with comments, quotes and an include that would change the object format',
    change: ({ folder }) => {
      writeFileSync(join(folder, 'inc'), '[extensions]\n\tobjectFormat = sha256\n');
      appendFileSync(
        join(folder, '.git/config'),
        `[include]\n\tpath = ${folder}/inc # here\n[a "b\\"c"] d = "e;" ; f\n`,
      );
    },
    reads: GOOD,
  },
  {
    name: 'work tree that differs from the commit',
    change: (fixture) => {
      fixture.write(CI, EVIL);
      fixture.git('add', '-A');
    },
    reads: GOOD,
  },
  {
    name: 'filters and line ends of .gitattributes',
    change: (fixture) => {
      fixture.write('.gitattributes', '*.yml text eol=crlf filter=evil\n');
      fixture.git('config', 'filter.evil.smudge', `printf '${EVIL}'`);
      fixture.commit();
      rmSync(join(fixture.folder, CI));
      fixture.git('checkout', '-q', '--', '.');
      expect(readFileSync(join(fixture.folder, CI), 'latin1')).not.toBe(GOOD);
    },
    reads: GOOD,
  },
  {
    name: 'workflow that is a link in the commit',
    change: (fixture) => {
      fixture.write('real.yml', GOOD);
      rmSync(join(fixture.folder, CI));
      symlinkSync('../../real.yml', join(fixture.folder, CI));
      fixture.commit();
    },
    reads: 'FILE_NOT_REGULAR',
  },
  {
    name: 'folder of workflows that is a link in the commit',
    change: (fixture) => {
      renameSync(join(fixture.folder, '.github/workflows'), join(fixture.folder, 'flows'));
      symlinkSync('../flows', join(fixture.folder, '.github/workflows'));
      fixture.commit();
    },
    reads: 'FILE_NOT_REGULAR',
  },
  {
    name: 'workflow behind a submodule',
    change: (fixture) => {
      const id = fixture.git('rev-parse', 'HEAD');
      fixture.git('rm', '-rq', '--cached', '.github');
      fixture.git('update-index', '--add', '--cacheinfo', `160000,${id},.github`);
      fixture.git('commit', '-q', '-m', 'submodule');
    },
    reads: 'FILE_NOT_REGULAR',
  },
];

test.each(cases)('a repository with: $name', ({ change, reads }) => {
  const fixture = repository();
  change(fixture);
  expect(readCi(fixture.folder)).toBe(reads);
});

test('a promisor remote is never asked, so the command in its URL does not run', () => {
  const fixture = repository();
  const ran = join(emptyFolder(), 'ran');
  fixture.git('config', 'extensions.partialClone', 'origin');
  fixture.git('config', 'remote.origin.promisor', 'true');
  fixture.git('config', 'remote.origin.url', `ext::sh -c "touch ${ran}"`);
  fixture.git('config', 'core.fsmonitor', `touch ${ran}`);
  fixture.git('config', 'protocol.ext.allow', 'always');
  rmSync(loosePath(fixture, `HEAD:${CI}`));
  expect(readCi(fixture.folder)).toBe('GIT_OBJECT_MISSING');
  expect(existsSync(ran)).toBe(false);
});

const BLOB = Buffer.from('e69de29bb2d1d6434b8b29ae775ad8c2e48c5391', 'hex');
const line = (mode: string, name: string | Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${mode} `), Buffer.from(name), Buffer.from([0]), BLOB]);

test.each([
  ['plain names', [line('100644', 'a'), line('100755', 'b')], 'a:file b:file'],
  ['.git', [line('100644', '.git')], 'GIT_OBJECT'],
  ['.GIT', [line('100644', '.GIT')], 'GIT_OBJECT'],
  ['..', [line('100644', '..')], 'GIT_OBJECT'],
  ['.', [line('100644', '.')], 'GIT_OBJECT'],
  ['no name', [line('100644', '')], 'GIT_OBJECT'],
  ['a slash', [line('100644', 'a/b')], 'GIT_OBJECT'],
  ['the same name twice', [line('100644', 'a'), line('100644', 'a')], 'GIT_OBJECT'],
  ['out of order', [line('100644', 'b'), line('100644', 'a')], 'GIT_OBJECT'],
  ['an unknown mode', [line('100600', 'a')], 'GIT_OBJECT'],
  ['names that differ in case', [line('100644', 'CI'), line('100644', 'ci')], 'CI:file ci:file'],
  [
    'names that cannot be written down',
    [line('100644', 'a\n'), line('100644', 'b\\c'), line('100644', Buffer.from([0xff]))],
    'a\n:special b\\c:special \uFFFD:special',
  ],
])('a tree with %s', (_name, lines, outcome) => {
  const fixture = repository();
  fixture.gitWith('', 'hash-object', '-w', '--stdin');
  const tree = fixture.gitWith(
    Buffer.concat(lines),
    'hash-object',
    '-t',
    'tree',
    '-w',
    '--literally',
    '--stdin',
  );
  const commit = fixture.git('commit-tree', '-m', 'odd', tree);
  fixture.git('update-ref', 'refs/heads/main', commit);
  const target = createPorts(hostOptions()).openTarget({
    target: fixture.folder,
    rev: null,
    worktree: false,
  });
  const entries = target.ok ? target.value.tree.entries() : target;
  const seen = entries.ok
    ? entries.value.map(({ path, kind }) => `${path}:${kind}`).join(' ')
    : entries.error.code;
  expect(seen).toBe(outcome);
});

test('a few trees that name each other many times are not walked for ever', () => {
  const fixture = repository();
  const names = Array.from({ length: 10 }, (_, name) => `n${name}`);
  let tree = fixture.gitWith('', 'mktree');
  for (let level = 0; level < 12; level += 1) {
    tree = fixture.gitWith(
      names.map((name) => `040000 tree ${tree}\t${name}\n`).join(''),
      'mktree',
    );
  }
  fixture.git('update-ref', 'refs/heads/main', fixture.git('commit-tree', '-m', 'bomb', tree));
  const target = createPorts(hostOptions()).openTarget({
    target: fixture.folder,
    rev: null,
    worktree: false,
  });
  expect(target.ok && target.value.tree.entries()).toMatchObject({
    ok: false,
    error: { code: 'TREE_TOO_LARGE' },
  });
});

test('what is written above into objects is what git would have written', () => {
  const fixture = repository();
  expect(inflateSync(readFileSync(loosePath(fixture, `HEAD:${CI}`))).toString()).toBe(
    `blob ${GOOD.length}\0${GOOD}`,
  );
});
