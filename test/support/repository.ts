import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from '@jest/globals';

/** A git repository in a temporary folder. */
export interface Repository {
  readonly path: string;
  readonly write: (files: Readonly<Record<string, string>>) => void;
  readonly remove: (...paths: string[]) => void;
  /** Commits everything and returns the commit. */
  readonly commit: () => string;
  readonly git: (...args: string[]) => string;
  readonly dispose: () => void;
}

/** By their files. A copy of a repository takes a fraction of the time of making it. */
const originals = new Map<string, Repository>();
afterAll(() => {
  for (const { dispose } of originals.values()) dispose();
});

/** Makes a repository with these files committed; git reads no configuration but its own. */
export function createRepository(files: Readonly<Record<string, string>>): Repository {
  const key = JSON.stringify(files);
  const original = originals.get(key) ?? initialised(files);
  originals.set(key, original);
  const repository = repositoryIn(emptyFolder());
  cpSync(original.path, repository.path, { recursive: true });
  return repository;
}

function initialised(files: Readonly<Record<string, string>>): Repository {
  const repository = repositoryIn(emptyFolder());
  repository.git('init', '-q', '-b', 'main', '--template=');
  repository.write(files);
  repository.commit();
  return repository;
}

function emptyFolder(): string {
  return mkdtempSync(join(tmpdir(), 'plumbline-repo-'));
}

function repositoryIn(path: string): Repository {
  const run = (program: string, args: readonly string[]): string =>
    execFileSync(program, args, {
      cwd: path,
      env: { ...process.env, ...ENVIRONMENT },
      encoding: 'utf8',
    }).trim();
  const git = (...args: string[]): string => run('git', args);
  const write = (contents: Readonly<Record<string, string>>): void => {
    for (const [name, content] of Object.entries(contents)) {
      mkdirSync(dirname(join(path, name)), { recursive: true });
      writeFileSync(join(path, name), content);
    }
  };
  const commit = (): string => run('sh', ['-c', COMMIT]);
  const remove = (...paths: string[]): void => {
    for (const name of paths) rmSync(join(path, name));
  };
  const dispose = (): void => {
    rmSync(path, { recursive: true, force: true });
  };
  return { path, write, remove, commit, git, dispose };
}

/** One process of this large one: to start a small one from it costs more than what git does. */
const COMMIT = 'git add -A && git commit -q --allow-empty -m change && git rev-parse HEAD';

const ENVIRONMENT = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: 'maintenance.auto',
  GIT_CONFIG_VALUE_0: 'false',
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.com',
};
