import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plumbline } from '../support/command.js';
import { createKey, type KeyFiles } from '../support/key.js';
import { createRepository, type Repository } from '../support/repository.js';
import { root } from '../support/root.js';

/** Names of the Actions of the working tree that have a bundle. */
export const bundledActions: readonly string[] = readdirSync(join(root, 'actions')).filter((name) =>
  existsSync(join(root, 'actions', name, 'dist', 'index.js')),
);

/** The workflows of the working tree that others call. */
const reusableWorkflows: readonly string[] = ['gate.yml', 'attest.yml'].filter((name) =>
  existsSync(join(root, '.github/workflows', name)),
);

/** The repositories and keys of a test file; nothing of them is left after it. */
export interface World {
  /** Bare repositories `OWNER/NAME.git`, as a GitHub serves them. */
  readonly served: string;
  readonly key: (name: string) => KeyFiles;
  readonly repository: (files: Readonly<Record<string, string>>) => Repository;
  readonly publish: (repository: Repository, name: string) => void;
  /** What `actions/checkout` leaves of a ref: see its src/ref-helper.ts. */
  readonly checkout: (from: Repository, request: CheckoutRequest) => Repository;
  readonly dispose: () => void;
}

export interface CheckoutRequest {
  readonly ref: 'refs/heads/main' | 'refs/pull/7/merge';
  readonly fetchDepth: 1 | 2;
  readonly origin: string;
}

/** Makes an empty world. */
export function createWorld(): World {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-world-'));
  const served = join(folder, 'served');
  mkdirSync(served);
  const repositories: Repository[] = [];
  const repository = (files: Readonly<Record<string, string>>): Repository => {
    const made = createRepository(files);
    repositories.push(made);
    return made;
  };
  return {
    served,
    key: (name) => createKey(folder, name),
    repository,
    publish: (from, name) => {
      const to = join(served, `${name}.git`);
      rmSync(to, { recursive: true, force: true });
      from.git('clone', '-q', '--mirror', from.path, to);
    },
    checkout: (from, request) => checkOut(repository({}), from, request),
    dispose: () => {
      for (const made of repositories) made.dispose();
      rmSync(folder, { recursive: true });
    },
  };
}

function checkOut(into: Repository, from: Repository, of: CheckoutRequest): Repository {
  const tracking = of.ref.replace(/^refs\/(?:heads\/)?/, 'refs/remotes/origin/');
  const local = of.ref === 'refs/heads/main' ? tracking : 'refs/remotes/pull/7/merge';
  into.git('checkout', '-q', '--orphan', 'empty');
  into.git('branch', '-q', '-D', 'main');
  const depth = `--depth=${of.fetchDepth}`;
  into.git('fetch', '-q', '--no-tags', depth, `file://${from.path}`, `+${of.ref}:${local}`);
  const branch = of.ref === 'refs/heads/main' ? ['-B', 'main'] : ['--detach'];
  into.git('checkout', '-q', '--force', ...branch, local);
  into.git('remote', 'add', 'origin', of.origin);
  return into;
}

/** Puts the Actions of the working tree into a repository, as they are released: action.yml and bundle. */
export function addActions(repository: Repository): void {
  for (const name of bundledActions) {
    const from = join(root, 'actions', name);
    const to = join(repository.path, 'actions', name);
    cpSync(join(from, 'action.yml'), join(to, 'action.yml'));
    cpSync(join(from, 'dist'), join(to, 'dist'), { recursive: true });
  }
}

/** Commits of `plumbline/plumbline`: one with the Actions, and one with the workflows that use them there. */
export interface Release {
  readonly actions: string;
  readonly workflows: string;
}

const WORKFLOWS = '.github/workflows';

/** Serves `plumbline/plumbline`, whose last commit holds Actions that fail. */
export function publishRelease(world: World): Release {
  const repository = world.repository({});
  addActions(repository);
  const actions = repository.commit();
  for (const name of reusableWorkflows) {
    const text = readFileSync(join(root, WORKFLOWS, name), 'utf8');
    const pinned = text.replace(/(?<=plumbline\/actions\/[a-z-]+@)[0-9a-f]{40}/g, actions);
    repository.write({ [`${WORKFLOWS}/${name}`]: pinned });
  }
  const workflows = repository.commit();
  for (const name of bundledActions) {
    repository.write({ [`actions/${name}/dist/index.js`]: 'process.exit(86);\n' });
  }
  repository.commit();
  world.publish(repository, 'plumbline/plumbline');
  return { actions, workflows };
}

/** Adds a pull request from a fork, merged for a try as GitHub does; returns the fork's commit. */
export function pullRequest(
  upstream: Repository,
  change: (repository: Repository) => void,
): string {
  upstream.git('checkout', '-q', '-b', 'patch');
  change(upstream);
  const head = upstream.commit();
  upstream.git('checkout', '-q', '--detach', 'main');
  upstream.git('merge', '-q', '--no-ff', '-m', 'Merge', 'patch');
  upstream.git('update-ref', 'refs/pull/7/merge', 'HEAD');
  upstream.git('checkout', '-q', 'main');
  upstream.git('branch', '-q', '-D', 'patch');
  return head;
}

/** Signs the commit at somebody's terminal, and commits the manifest. */
export function sign(repository: Repository, key: KeyFiles): void {
  const args = ['sign-pipeline', '--key', key.privatePath];
  const { status, stderr } = plumbline(repository.path, args);
  if (status !== 0) throw new Error(stderr);
  repository.commit();
}
