import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

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

/** Makes a repository with these files committed; git reads no configuration but its own. */
export function createRepository(files: Readonly<Record<string, string>>): Repository {
  const path = mkdtempSync(join(tmpdir(), 'plumbline-repo-'));
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'commit.gpgsign=false', ...args], {
      cwd: path,
      env: {
        ...process.env,
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_CONFIG_SYSTEM: '/dev/null',
        ...author,
      },
      encoding: 'utf8',
    }).trim();
  const write = (contents: Readonly<Record<string, string>>): void => {
    for (const [name, content] of Object.entries(contents)) {
      mkdirSync(dirname(join(path, name)), { recursive: true });
      writeFileSync(join(path, name), content);
    }
  };
  const commit = (): string => {
    git('add', '-A');
    git('commit', '-q', '--allow-empty', '-m', 'change');
    return git('rev-parse', 'HEAD');
  };
  const remove = (...paths: string[]): void => {
    for (const name of paths) rmSync(join(path, name));
  };
  git('init', '-q', '-b', 'main');
  write(files);
  commit();
  const dispose = (): void => {
    rmSync(path, { recursive: true, force: true });
  };
  return { path, write, remove, commit, git, dispose };
}

const author = {
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.com',
};
