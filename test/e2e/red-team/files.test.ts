// What stands where a file is expected, and what of a repository is read: links, folders, pipes, paths that are one path
// elsewhere, files that GitHub does not run, two definitions of one action, submodules, pointers, a commit against its work
// tree, objects that lie (items 16 to 22, and the rule on git objects). Names in tar entries wait for bundles; the swap of
// a registry's answer between two requests waits for the network.
import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { createRepository, type Repository } from '../../support/repository.js';
import { files, TASK, WORKFLOW } from '../../support/pipeline-files.js';
import { createStage, expectRefused, objectors, type Attack } from './stage.js';

const ACTION = '.github/actions/greet/action.yml';
const MANIFEST = '.plumbline/pipeline.sigstore.json';
const text = (path: string): string => files[path] ?? '';

const linked =
  (path: string, to: string) =>
  (folder: string): void => {
    rmSync(join(folder, path), { recursive: true, force: true });
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    symlinkSync(to, join(folder, path));
  };
/** What was there stands outside of the target, and a link leads to it. */
const movedOut =
  (path: string) =>
  (folder: string): void => {
    renameSync(join(folder, path), join(folder, '..', 'moved'));
    symlinkSync(join(folder, '..', 'moved'), join(folder, path));
  };
const pipe =
  (path: string) =>
  (folder: string): void => {
    rmSync(join(folder, path), { force: true });
    execFileSync('mkfifo', [join(folder, path)]);
  };

describe('what is no file', () => {
  test.each<Attack>([
    {
      name: 'a link in place of a workflow',
      attack: movedOut(WORKFLOW),
      by: 'file/unreadable',
      exit: 1,
    },
    {
      name: 'a link to the environment',
      attack: linked('.github/workflows/x.yml', '/proc/self/environ'),
      by: 'file/unreadable',
      exit: 2,
    },
    {
      name: 'a link to a workflow beside it',
      attack: linked('.github/workflows/x.yml', 'ci.yml'),
      by: 'file/unreadable',
      exit: 2,
    },
    {
      name: 'a link in place of the folder of workflows',
      attack: movedOut('.github/workflows'),
      by: 'file/unreadable',
      exit: 1,
    },
    {
      name: 'a link in place of .github',
      attack: movedOut('.github'),
      by: 'file/unreadable',
      exit: 1,
    },
    {
      name: 'a link in place of an action',
      attack: movedOut(ACTION),
      by: 'file/unreadable',
      exit: 1,
    },
    {
      name: 'a link in place of the folder of an action',
      attack: movedOut('.github/actions/greet'),
      by: 'file/unreadable',
      exit: 1,
    },
    {
      name: 'a link in place of a script',
      attack: movedOut('.github/actions/greet/greet.sh'),
      by: 'manifest/missing',
      exit: 1,
    },
    { name: 'a link in place of a Task', attack: movedOut(TASK), by: 'file/unreadable', exit: 1 },
    {
      name: 'a link to nowhere',
      attack: linked('tekton/x.yaml', 'nowhere'),
      by: 'file/unreadable',
      exit: 2,
    },
    {
      name: 'a link to itself',
      attack: linked('tekton/x.yaml', 'x.yaml'),
      by: 'file/unreadable',
      exit: 2,
    },
    {
      name: 'a link in place of the manifest',
      attack: movedOut(MANIFEST),
      by: 'FILE_NOT_REGULAR',
      exit: 2,
    },
    {
      name: 'a link in place of the policy',
      good: { '.plumbline.yaml': 'waivers: []\n' },
      attack: movedOut('.plumbline.yaml'),
      by: 'FILE_NOT_REGULAR',
      exit: 2,
    },
    {
      name: 'a pipe in place of a workflow',
      attack: pipe(WORKFLOW),
      by: 'file/unreadable',
      exit: 1,
    },
    {
      name: 'a pipe in place of the manifest',
      attack: pipe(MANIFEST),
      by: 'FILE_NOT_REGULAR',
      exit: 2,
    },
    {
      name: 'a folder in place of a workflow',
      attack: { [WORKFLOW]: null, [`${WORKFLOW}/x`]: '' },
      by: 'manifest/missing',
      exit: 1,
    },
    {
      name: 'a folder in place of the manifest',
      attack: { [MANIFEST]: null, [`${MANIFEST}/x`]: '' },
      by: 'FILE_NOT_REGULAR',
      exit: 2,
    },
  ])('$name', (of) => expectRefused(of));
});

describe('paths', () => {
  test.each<Attack>([
    {
      name: 'two that differ in case',
      attack: { '.github/workflows/CI.yml': text(WORKFLOW) },
      resigned: true,
      by: 'file/unreadable',
      exit: 1,
    },
    {
      name: 'two that differ in Unicode form',
      good: { 'tekton/caf\u00e9.yaml': text(TASK) },
      attack: { 'tekton/cafe\u0301.yaml': text(TASK) },
      resigned: true,
      by: 'file/unreadable',
      exit: 1,
    },
    {
      name: 'with a backslash',
      attack: { 'tekton/a\\b.yaml': text(TASK) },
      resigned: true,
      by: 'file/unreadable',
      exit: 2,
    },
    {
      name: 'with a line break',
      attack: { 'tekton/a\nb.yaml': text(TASK) },
      resigned: true,
      by: 'file/unreadable',
      exit: 2,
    },
    {
      name: 'action.yaml beside action.yml',
      attack: { '.github/actions/greet/action.yaml': text(ACTION) },
      resigned: true,
      by: 'ref/lock',
      exit: 1,
    },
    {
      name: 'a workflow where GitHub does not look',
      good: { '.github/workflows/sub/x.txt': 'x' },
      attack: { '.github/workflows/sub/x.yml': text(WORKFLOW) },
      by: 'manifest/extra',
      exit: 1,
    },
    {
      name: 'a workflow with another suffix',
      attack: { [WORKFLOW]: null, '.github/workflows/ci.yaml': text(WORKFLOW) },
      by: 'manifest/extra',
      exit: 1,
    },
    {
      name: 'a pointer of LFS',
      attack: {
        [WORKFLOW]: `version https://git-lfs.github.com/spec/v1\noid sha256:${'ab'.repeat(32)}\nsize 9\n`,
      },
      resigned: true,
      by: 'file/unreadable',
      exit: 1,
    },
    {
      name: 'an empty workflow',
      attack: { [WORKFLOW]: '' },
      resigned: true,
      by: 'file/unreadable',
      exit: 1,
    },
    {
      name: 'a workflow without jobs',
      attack: { [WORKFLOW]: 'on: push\n' },
      resigned: true,
      by: 'file/unreadable',
      exit: 1,
    },
  ])('$name', (of) => expectRefused(of));
});

describe('a repository', () => {
  const evil = text(WORKFLOW).replace('on: push', 'on: pull_request_target');
  const byOthers = (of: Repository, change: () => void): void => {
    change();
    of.commit();
  };
  const object = (of: Repository, path: string): string => {
    const id = of.git('rev-parse', `HEAD:${path}`);
    return join(of.path, '.git', 'objects', id.slice(0, 2), id.slice(2));
  };
  test.each<[string, (of: Repository) => void, string, number]>([
    ['nothing', () => undefined, '', 0],
    [
      'what was committed, not what lies in the work tree',
      (of) => {
        byOthers(of, () => of.write({ [WORKFLOW]: evil }));
        of.write({ [WORKFLOW]: text(WORKFLOW) });
      },
      'manifest/changed',
      1,
    ],
    [
      'a link in the commit',
      (of) =>
        byOthers(of, () => {
          of.write({ 'x.txt': text(WORKFLOW) });
          linked(WORKFLOW, '../../x.txt')(of.path);
        }),
      'file/unreadable',
      1,
    ],
    [
      'a submodule in place of an action',
      (of) => {
        of.git('rm', '-rq', '.github/actions/greet');
        of.git(
          'update-index',
          '--add',
          '--cacheinfo',
          `160000,${'ab'.repeat(20)},.github/actions/greet`,
        );
        of.git('commit', '-qm', 'x');
      },
      'file/unreadable',
      1,
    ],
    [
      'a replaced object',
      (of) => {
        const good = of.git('rev-parse', `HEAD:${WORKFLOW}`);
        byOthers(of, () => of.write({ [WORKFLOW]: evil }));
        of.git('replace', of.git('rev-parse', `HEAD:${WORKFLOW}`), good);
      },
      'manifest/changed',
      1,
    ],
    [
      'a forged object',
      (of) => {
        writeFileSync(join(of.path, 'e'), evil);
        of.git('hash-object', '-w', 'e');
        const id = of.git('hash-object', 'e');
        const path = object(of, WORKFLOW);
        rmSync(path, { force: true });
        renameSync(join(of.path, '.git', 'objects', id.slice(0, 2), id.slice(2)), path);
      },
      'file/unreadable',
      1,
    ],
    [
      'a missing object',
      (of) => {
        rmSync(object(of, WORKFLOW));
      },
      'file/unreadable',
      1,
    ],
  ])('%s', async (_, attack, by, exit) => {
    const stage = createStage();
    const repository = createRepository(files);
    try {
      const target = [repository.path];
      expect(await stage.sign(...target)).toMatchObject({ exit: 0 });
      repository.commit();
      expect(await stage.verify(...target)).toMatchObject({ exit: 0 });
      attack(repository);
      const seen = await stage.verify(...target);
      expect([seen.exit, objectors(seen)]).toEqual([
        exit,
        by === '' ? [] : expect.arrayContaining([by]),
      ]);
    } finally {
      repository.dispose();
      stage.dispose();
    }
  });
});
