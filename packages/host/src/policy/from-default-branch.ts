import { err, ok, undecidableFault, usageFault, type Fault, type Result } from '@plumbline/core';
import type { LoadedPolicy, RunFacts, Target } from '@plumbline/step';
import { gitTree } from '../git/git-tree.js';
import { attempt } from '../git/refusal.js';
import { refCommit } from '../git/refs.js';
import { openRepository, type Repository } from '../git/repository.js';
import { defaultBranch } from '../github/default-branch.js';
import type { HostOptions } from '../options.js';
import { runUri, sourceUri } from '../source-uri.js';
import { segmentsOf } from '../tree/path.js';
import { builtIn, loadedFrom, POLICY_PATH } from './loaded.js';

interface RunContext {
  readonly run: RunFacts;
  readonly options: HostOptions;
  readonly repositoryOf: (target: Target) => Repository | null;
}

/** A file as a commit has it; null bytes: the commit was read and does not have it. */
interface FileAtCommit {
  readonly commit: string;
  readonly bytes: Uint8Array | null;
}

interface Wanted {
  readonly branch: string;
  readonly path: string;
  /** The commit of the default branch where the run is of it; otherwise it has to be found. */
  readonly commit: string | null;
}

/** The policy at the default branch's commit: from git objects at hand, else from the API, else not decided. */
export async function policyOfDefaultBranch(
  context: RunContext,
  target: Target,
  file: string | null,
): Promise<Result<LoadedPolicy, Fault>> {
  const { run, options } = context;
  const path = (file ?? POLICY_PATH).replace(/^(?:\.\/)+/, '');
  if (segmentsOf(path) === null) return err(notInRepository(path));
  const branch = defaultBranch(run, options.env);
  if (!branch.ok) return branch;
  const commit = run.ref === `refs/heads/${branch.value}` ? run.commit : null;
  const wanted = { branch: branch.value, path, commit };
  const found = fromObjects(context, target, wanted) ?? (await fromApi(context, wanted));
  if (!found.ok) return found;
  const { bytes, commit: at } = found.value;
  if (bytes !== null) return loadedFrom(bytes, { source: 'default-branch', path, commit: at });
  return file === null ? builtIn(at) : err(missing(path, wanted.branch));
}

/** Null: no repository at hand holds the commit. Damage is a fault, never a reason to ask elsewhere. */
function fromObjects(
  { options, repositoryOf }: RunContext,
  target: Target,
  wanted: Wanted,
): Result<FileAtCommit, Fault> | null {
  const workspace = options.env['GITHUB_WORKSPACE'];
  const around = workspace ? openRepository(workspace) : ok(null);
  for (const repository of [repositoryOf(target), around.ok ? around.value : null]) {
    if (repository === null) continue;
    const file = attempt(() => {
      const commit = wanted.commit ?? fetchedCommit(repository, wanted.branch, options.env);
      return commit === null ? null : fileAt(repository, commit, wanted.path);
    });
    if (!file.ok && file.error.code !== 'GIT_OBJECT_MISSING') return file;
    if (file.ok && file.value !== null) return file.value;
  }
  return null;
}

/** The default branch as it was fetched, where `origin` is the run's own repository. */
function fetchedCommit(
  repository: Repository,
  branch: string,
  env: HostOptions['env'],
): string | null {
  const origin = sourceUri(repository.config)?.toLowerCase();
  const own = origin !== undefined && origin === runUri(env)?.toLowerCase();
  return own ? refCommit(repository, `refs/remotes/origin/${branch}`) : null;
}

function fileAt(
  repository: Repository,
  commit: string,
  path: string,
): Result<FileAtCommit, Fault> | null {
  if (repository.objects.find(commit) === null) return null;
  const tree = gitTree(repository.objects, commit);
  const bytes = tree.ok ? tree.value.read(path) : tree;
  if (bytes.ok) return ok({ commit, bytes: bytes.value });
  if (bytes.error.code === 'FILE_NOT_FOUND') return ok({ commit, bytes: null });
  return bytes.error.code === 'GIT_OBJECT_MISSING' ? null : bytes;
}

/** First the commit, with the same right that the file needs: after it, 404 means that the file is not there. */
async function fromApi(
  { run, options }: RunContext,
  wanted: Wanted,
): Promise<Result<FileAtCommit, Fault>> {
  const { gitHubClient } = await import('../remote.js');
  const ask = gitHubClient(options);
  const ref = wanted.commit ?? `heads/${encodePath(wanted.branch)}`;
  const path = `repos/${run.repository}/commits/${ref}`;
  const answer = await ask({ path, accept: 'application/vnd.github.sha' });
  if (!answer.ok) return err(unreachable(wanted, answer.error));
  const commit = answer.value.status === 200 ? answer.value.body.toString('latin1').trim() : '';
  const expected = wanted.commit === null || wanted.commit === commit;
  if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(commit) || !expected) {
    const why =
      answer.value.status === 404
        ? 'GitHub shows no such commit to this token'
        : 'GitHub named no commit';
    return err(unreachable(wanted, undecidableFault('GITHUB_ANSWER', why)));
  }
  const file = await ask({
    path: `repos/${run.repository}/contents/${encodePath(wanted.path)}?ref=${commit}`,
    accept: 'application/vnd.github.raw+json',
  });
  if (!file.ok) return err(unreachable(wanted, file.error));
  return ok({ commit, bytes: file.value.status === 200 ? file.value.body : null });
}

function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

function unreachable({ branch }: Wanted, cause: Fault): Fault {
  const message = `The policy of ${branch} cannot be read, and no other may be used. ${cause.message}`;
  const local = cause.code === 'GITHUB_OFFLINE' || cause.code === 'GITHUB_TOKEN';
  return {
    ...cause,
    message,
    ...(local ? { hint: 'fetch-depth: 0   # under `with:` of actions/checkout' } : {}),
  };
}

function missing(path: string, branch: string): Fault {
  return usageFault(
    'POLICY_MISSING',
    `${path} does not exist on ${branch}, where the policy of a run is read`,
  );
}

function notInRepository(path: string): Fault {
  const message = `${JSON.stringify(path.slice(0, 200))} is no path of the repository; in a run other files need a pin`;
  return usageFault('POLICY_PATH', message, 'policy: PATH@sha256:HEX');
}
