import { realpathSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { err, ok, usageFault, type Fault, type Result } from '@plumbline/core';
import type { RunFacts, Target, TargetRequest } from '@plumbline/step';
import { gitTree } from './git/git-tree.js';
import { attempt, GitRefusal } from './git/refusal.js';
import { headCommit, resolveRev } from './git/refs.js';
import { openRepository, placeOf, type Place, type Repository } from './git/repository.js';
import type { HostOptions } from './options.js';
import { runUri, sourceUri } from './source-uri.js';
import { folderTree } from './tree/folder-tree.js';
import { replaceInFolder } from './tree/replace-in-folder.js';

/** Opens targets, and remembers their repositories for those who need more than the tree. */
export interface Targets {
  readonly open: (request: TargetRequest) => Result<Target, Fault>;
  readonly repositoryOf: (target: Target) => Repository | null;
  /** Where the target lies in a repository, which need not be its own. */
  readonly placeOf: (target: Target) => Result<Place | null, Fault>;
}

interface Opening {
  readonly request: TargetRequest;
  readonly root: string;
  readonly repository: Repository | null;
  readonly run: RunFacts | null;
  readonly env: HostOptions['env'];
}

export function createTargets(
  { cwd, env }: Pick<HostOptions, 'cwd' | 'env'>,
  facts: Result<RunFacts | null, Fault>,
): Targets {
  const repositories = new WeakMap<Target, Repository>();
  const roots = new WeakMap<Target, string>();
  const open = (request: TargetRequest): Result<Target, Fault> => {
    const root = realFolder(cwd, request.target);
    if (!root.ok) return root;
    if (!facts.ok) return facts;
    const repository = openRepository(root.value);
    if (!repository.ok && !request.worktree) return repository;
    const found = repository.ok ? repository.value : null;
    const opened = openTree({
      request,
      root: root.value,
      repository: found,
      run: facts.value,
      env,
    });
    if (opened.ok) roots.set(opened.value, root.value);
    if (opened.ok && found) repositories.set(opened.value, found);
    return opened;
  };
  return {
    open,
    repositoryOf: (target) => repositories.get(target) ?? null,
    placeOf: (target) => {
      const root = roots.get(target);
      return root === undefined ? ok(null) : placeOf(root);
    },
  };
}

function realFolder(cwd: string, target: string): Result<string, Fault> {
  try {
    const root = realpathSync(resolve(cwd, target));
    if (statSync(root).isDirectory()) return ok(root);
    return err(
      usageFault(
        'TARGET',
        `${JSON.stringify(target)} is not a folder; a folder was expected`,
        'Name the folder that holds it',
      ),
    );
  } catch {
    return err(
      usageFault(
        'TARGET',
        `${JSON.stringify(target)} does not exist or cannot be read; a folder was expected`,
      ),
    );
  }
}

function openTree({ request, root, repository, run, env }: Opening): Result<Target, Fault> {
  const { target: name, rev, worktree } = request;
  const origin = repository ? sourceUri(repository.config) : null;
  if (rev !== null && (worktree || !repository)) return err(revWithoutCommit(worktree));
  if (worktree || !repository) {
    return ok({
      ...{ name, tree: folderTree(root), commit: null, sourceUri: origin },
      replace: (path, change) => replaceInFolder(root, path, change),
    });
  }
  const commit = attempt(() =>
    rev === null ? expectedCommit(repository, run) : resolveRev(repository, rev),
  );
  if (!commit.ok) return commit;
  const tree = gitTree(repository.objects, commit.value);
  if (!tree.ok) return tree;
  const ofRun = run?.commit === commit.value ? runUri(env) : null;
  return ok({ name, tree: tree.value, commit: commit.value, sourceUri: ofRun ?? origin });
}

/** In a run the commit that the platform names, not what HEAD says. */
function expectedCommit(repository: Repository, run: RunFacts | null): string {
  const head = headCommit(repository);
  if (head === null) throw new GitRefusal(noCommits());
  if (run === null || run.commit === head) return head;
  throw new GitRefusal(
    usageFault(
      'TARGET_COMMIT',
      `The run is for commit ${run.commit}, but HEAD of the target is ${head}; the same commit was expected`,
      `rev: ${head}`,
    ),
  );
}

function noCommits(): Fault {
  return usageFault(
    'TARGET_COMMIT',
    'The repository has no commit yet; a commit was expected',
    '--worktree',
  );
}

function revWithoutCommit(worktree: boolean): Fault {
  return worktree
    ? usageFault('TARGET_REV', 'rev and worktree exclude each other', 'Leave one of them out')
    : usageFault(
        'TARGET_REV',
        'rev needs a target that is the top folder of a git work tree',
        'Name the top folder',
      );
}
