import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { HostOptions } from '../options.js';

/** A real repository for tests, made by git itself without anybody's configuration. */
export interface GitFixture {
  readonly folder: string;
  readonly git: (...args: readonly string[]) => string;
  readonly gitWith: (input: string | Buffer, ...args: readonly string[]) => string;
  readonly write: (path: string, content: string | Buffer) => void;
  /** Commits all that is there, and returns the commit. */
  readonly commit: (message?: string) => string;
}

export function emptyFolder(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), 'plumbline-')));
}

/** A repository in the folder, made if there is none. */
export function gitFixture(format: 'sha1' | 'sha256' = 'sha1', folder = emptyFolder()): GitFixture {
  const run = (program: string, args: readonly string[], input: string | Buffer): string =>
    execFileSync(program, args, {
      cwd: folder,
      input,
      env: GIT_ENV,
      stdio: 'pipe',
      maxBuffer: 1 << 28,
    })
      .toString('latin1')
      .trimEnd();
  const gitWith = (input: string | Buffer, ...args: readonly string[]): string =>
    run('git', args, input);
  const git = (...args: readonly string[]): string => gitWith('', ...args);
  const write = (path: string, content: string | Buffer): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  const commit = (message = 'a commit'): string => run('sh', ['-c', COMMIT, message], '');
  if (!existsSync(join(folder, '.git'))) {
    git('init', '-q', '-b', 'main', '--template=', `--object-format=${format}`);
  }
  return { folder, git, gitWith, write, commit };
}

/** One process of this large one: to start a small one from it costs more than what git does. */
const COMMIT = 'git add -A && git commit -q --allow-empty -m "$0" && git rev-parse HEAD';

const CONFIG = { 'gc.auto': '0', 'maintenance.auto': 'false', 'advice.nestedTag': 'false' };
const GIT_ENV = {
  PATH: process.env['PATH'],
  GIT_CONFIG_COUNT: String(Object.keys(CONFIG).length),
  ...Object.fromEntries(
    Object.entries(CONFIG).flatMap(([name, value], index) => [
      [`GIT_CONFIG_KEY_${index}`, name],
      [`GIT_CONFIG_VALUE_${index}`, value],
    ]),
  ),
  GIT_AUTHOR_NAME: 'A',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'A',
  GIT_COMMITTER_EMAIL: 'a@example.com',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_DATE: '2026-01-01T00:00:00Z',
  GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z',
};

const quiet = (): void => undefined;

export function hostOptions(changes: Partial<HostOptions> = {}): HostOptions {
  return {
    env: {},
    cwd: '/',
    log: { debug: quiet, info: quiet, notice: quiet, warn: quiet },
    face: 'cli',
    offline: false,
    registryInsecure: [],
    token: null,
    terminal: null,
    stdin: null,
    now: () => new Date('2026-01-02T00:00:00Z'),
    reports: null,
    ...changes,
  };
}

/** The environment of a run on GitHub, for the variables that are read. */
export function runEnv(
  commit: string,
  changes: Record<string, string> = {},
): Record<string, string> {
  return {
    GITHUB_ACTIONS: 'true',
    GITHUB_REPOSITORY: 'acme/app',
    GITHUB_REPOSITORY_ID: '42',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REF: 'refs/heads/main',
    GITHUB_SHA: commit,
    GITHUB_WORKFLOW_REF: 'acme/app/.github/workflows/ci.yml@refs/heads/main',
    GITHUB_WORKFLOW_SHA: commit,
    GITHUB_RUN_ID: '1001',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_EVENT_NAME: 'push',
    ...changes,
  };
}
