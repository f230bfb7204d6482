import {
  err,
  mapGet,
  ok,
  stringOf,
  undecidableFault,
  type Fault,
  type Result,
} from '@plumbline/core';
import type { Base, Ports, RunFacts, Target } from '@plumbline/step';
import { gitTree } from './git/git-tree.js';
import { attempt } from './git/refusal.js';
import { headCommit, refCommit, resolveRev } from './git/refs.js';
import type { Place, Repository } from './git/repository.js';
import { defaultBranch } from './github/default-branch.js';
import { readEvent } from './github/event.js';
import type { HostOptions } from './options.js';

export interface BaseContext {
  readonly options: HostOptions;
  readonly facts: Result<RunFacts | null, Fault>;
  readonly placeOf: (target: Target) => Result<Place | null, Fault>;
}

/** A commit that comes before the change, and what it is in words. */
interface Named {
  readonly commit: string;
  readonly name: string;
}

/**
 * Finds the state before the change under test. `auto`: in a run what the event names, else nothing.
 * Where a run has a base that is not at hand it is not decided: nothing at all would be new.
 * Of a target below the top it is the same folder of the base.
 */
export function createBaseOpener(context: BaseContext): Ports['openBase'] {
  const { facts } = context;
  return (target, request) => {
    if (request === 'none') return ok(null);
    if (!facts.ok) return facts;
    if (request === 'auto' && facts.value === null) return ok(null);
    const place = context.placeOf(target);
    if (!place.ok) return place;
    if (request === 'auto' && facts.value !== null)
      return ofRun(facts.value, place.value, context.options.env);
    if (place.value === null) return err(unreachable(request, IN_A_CHECKOUT));
    const { repository } = place.value;
    const commit = attempt(() => resolveRev(repository, request));
    return commit.ok ? open(place.value, { commit: commit.value, name: request }) : commit;
  };
}

function ofRun(
  run: RunFacts,
  place: Place | null,
  env: HostOptions['env'],
): Result<Base | null, Fault> {
  const told = toldBy(run, env);
  if (told === null) return ok(null);
  if (place === null) return err(unreachable(told[0]?.name ?? 'the base', IN_A_CHECKOUT));
  const { repository } = place;
  const found = attempt(() =>
    [...told, ...mergedInto(run, repository)].find(({ commit }) => isHere(repository, commit)),
  );
  if (!found.ok) return found;
  const named = found.value ?? branchAt(run, repository, env);
  return named === null
    ? err(unreachable(told[0]?.name ?? 'the default branch'))
    : open(place, named);
}

const NOTHING = /^0+$/;

/** What the event says came before; null for events that change nothing, where everything counts. */
function toldBy(run: RunFacts, env: HostOptions['env']): readonly Named[] | null {
  const event = readEvent(env);
  const text = (key: string, ...path: readonly string[]): string | undefined =>
    stringOf(path.reduce((node, part) => mapGet(node, part), mapGet(event, key)));
  if (run.event.startsWith('pull_request'))
    return named(text('pull_request', 'base', 'sha'), text('pull_request', 'base', 'ref'));
  if (run.event === 'merge_group')
    return named(text('merge_group', 'base_sha'), text('merge_group', 'base_ref'));
  if (run.event !== 'push' || !run.ref.startsWith('refs/heads/')) return null;
  const branch = defaultBranch(run, env);
  const isDefault = branch.ok && run.ref === `refs/heads/${branch.value}`;
  return isDefault ? named(text('before'), branch.value) : [];
}

function named(commit: string | undefined, name = 'the base'): readonly Named[] {
  const isCommit = commit !== undefined && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(commit);
  return isCommit && !NOTHING.test(commit) ? [{ commit, name }] : [];
}

/** Of a pull request GitHub checks out a merge commit of its own: its first parent is the base. */
function mergedInto(run: RunFacts, repository: Repository): readonly Named[] {
  if (!/^refs\/pull\/\d+\/merge$/.test(run.ref) || headCommit(repository) !== run.commit) return [];
  const text = repository.objects.read(run.commit, 'commit').toString('latin1', 0, 400);
  const parents = [...text.matchAll(/^parent ([0-9a-f]+)$/gm)].map(([, id]) => id);
  return parents.length === 2 ? named(parents[0]) : [];
}

/** On another branch: the default branch as it was fetched. */
function branchAt(run: RunFacts, repository: Repository, env: HostOptions['env']): Named | null {
  const branch = defaultBranch(run, env);
  if (run.event !== 'push' || !branch.ok || run.ref === `refs/heads/${branch.value}`) return null;
  const commit = attempt(() => refCommit(repository, `refs/remotes/origin/${branch.value}`));
  return commit.ok && commit.value !== null ? { commit: commit.value, name: branch.value } : null;
}

function isHere({ objects }: Repository, commit: string): boolean {
  return objects.find(commit)?.type === 'commit';
}

function open({ repository, below }: Place, { commit, name }: Named): Result<Base, Fault> {
  const tree = gitTree(repository.objects, commit, below);
  return tree.ok ? ok({ tree: tree.value, commit, name }) : tree;
}

const FETCHED = 'fetch-depth: 2   # under `with:` of actions/checkout, or base: none';
const IN_A_CHECKOUT =
  'base: none   # or a target in a checkout that has its .git, of the same owner';

function unreachable(name: string, next = FETCHED): Fault {
  return undecidableFault(
    'BASE_UNREACHABLE',
    `The state before the change (${name}) is not among the files at hand, so what is new cannot be told`,
    next,
  );
}
