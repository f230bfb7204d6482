import {
  err,
  ok,
  scalarOf,
  mapGet,
  stringOf,
  type Fault,
  type Node,
  type Result,
} from '@plumbline/core';
import type { GitHubArtifact, GitHubJob, GitHubRun, GitHubStep, GitHubUser } from '@plumbline/step';
import type { GitHubClient } from './client.js';
import { oddAnswer } from './faults.js';
import {
  commitOf,
  countOf,
  field,
  idOf,
  itemsOf,
  odd,
  reading,
  textOf,
  textOrNull,
} from './fields.js';

const PER_PAGE = 100;
/** A run has at most 256 jobs of each matrix, and 500 artifacts of each job. */
const MAX_ENTRIES = 10_000;

/** REST API, "Get a workflow run attempt". */
export async function readRun(
  ask: GitHubClient,
  { repository, id, attempt }: RunName,
): Promise<Result<GitHubRun, Fault>> {
  const path = `repos/${repository}/actions/runs/${id}/attempts/${attempt}`;
  const reply = await ask({ path });
  if (!reply.ok) return reply;
  if (reply.value.status === 404) return err(hidden(`attempt ${attempt} of run ${id}`));
  const run = reading(reply.value.body, 'the run', runOf);
  if (!run.ok) return run;
  const isAsked = run.value.id === id && String(run.value.attempt) === attempt;
  return isAsked && isSame(run.value.repository.name, repository)
    ? run
    : err(oddAnswer('it is another run than was asked for'));
}

export interface RunName {
  readonly repository: string;
  readonly id: string;
  readonly attempt: string;
}

function runOf(root: Node): GitHubRun {
  const repository = field(root, 'repository');
  return {
    id: idOf(root),
    attempt: countOf(root, 'run_attempt'),
    repository: {
      name: textOf(repository, 'full_name'),
      id: idOf(repository),
      ownerId: idOf(field(repository, 'owner')),
    },
    commit: commitOf(root, 'head_sha'),
    branch: textOrNull(root, 'head_branch'),
    event: textOf(root, 'event'),
    path: textOf(root, 'path').replace(/@.*$/s, ''),
    status: textOf(root, 'status'),
    conclusion: textOrNull(root, 'conclusion'),
    startedAt: textOf(root, 'run_started_at'),
    actor: userOf(field(root, 'actor')),
    triggeringActor: userOf(field(root, 'triggering_actor')),
    calledWorkflows: itemsOf(root, 'referenced_workflows').map((each) => ({
      path: textOf(each, 'path'),
      sha: commitOf(each, 'sha'),
    })),
  };
}

function userOf(node: Node): GitHubUser {
  return { login: textOf(node, 'login'), id: idOf(node) };
}

/** REST API, "List jobs for a workflow run attempt". */
export function readJobs(
  ask: GitHubClient,
  { repository, id, attempt }: RunName,
): Promise<Result<readonly GitHubJob[], Fault>> {
  const path = `repos/${repository}/actions/runs/${id}/attempts/${attempt}/jobs`;
  return readList(ask, { path, list: 'jobs', itemOf: (node) => jobOf(node, id) });
}

function jobOf(node: Node, run: string): GitHubJob {
  // A job of another run would be recorded as one of this run.
  if (idOf(node, 'run_id') !== run) odd('run_id');
  return {
    id: idOf(node),
    attempt: countOf(node, 'run_attempt'),
    commit: commitOf(node, 'head_sha'),
    name: textOf(node, 'name'),
    status: textOf(node, 'status'),
    conclusion: textOrNull(node, 'conclusion'),
    startedAt: textOrNull(node, 'started_at'),
    completedAt: textOrNull(node, 'completed_at'),
    labels: itemsOf(node, 'labels').flatMap((label) => stringOf(label) ?? []),
    runner: textOrNull(node, 'runner_name'),
    runnerGroup: textOrNull(node, 'runner_group_name'),
    steps: itemsOf(node, 'steps').map(stepOf),
  };
}

function stepOf(node: Node): GitHubStep {
  return {
    number: countOf(node, 'number'),
    name: textOf(node, 'name'),
    status: textOf(node, 'status'),
    conclusion: textOrNull(node, 'conclusion'),
    startedAt: textOrNull(node, 'started_at'),
    completedAt: textOrNull(node, 'completed_at'),
  };
}

/** REST API, "List workflow run artifacts". */
export function readArtifacts(
  ask: GitHubClient,
  { repository, id }: Omit<RunName, 'attempt'>,
): Promise<Result<readonly GitHubArtifact[], Fault>> {
  const path = `repos/${repository}/actions/runs/${id}/artifacts`;
  return readList(ask, { path, list: 'artifacts', itemOf: artifactOf });
}

function artifactOf(node: Node): GitHubArtifact {
  const digest = textOrNull(node, 'digest');
  return {
    id: idOf(node),
    name: textOf(node, 'name'),
    size: countOf(node, 'size_in_bytes'),
    digest: digest !== null && /^sha256:[0-9a-f]{64}$/.test(digest) ? digest : null,
    expired: scalarOf(mapGet(node, 'expired'))?.value !== false,
  };
}

interface List<T> {
  readonly path: string;
  readonly list: string;
  readonly itemOf: (node: Node) => T;
}

/** All pages of a list that tells its length. A list that changes meanwhile is a fault: half of it would look whole. */
async function readList<T>(
  ask: GitHubClient,
  { path, list, itemOf }: List<T>,
): Promise<Result<readonly T[], Fault>> {
  const items: T[] = [];
  for (let page = 1; ; page += 1) {
    const reply = await ask({ path: `${path}?per_page=${PER_PAGE}&page=${page}` });
    if (!reply.ok) return reply;
    if (reply.value.status === 404) return err(hidden(`the ${list} of the run`));
    const read = reading(reply.value.body, `the list of ${list}`, (root) => ({
      total: countOf(root, 'total_count'),
      found: itemsOf(root, list).map(itemOf),
    }));
    if (!read.ok) return read;
    const { total, found } = read.value;
    items.push(...found);
    if (total > MAX_ENTRIES) return err(oddAnswer(`the run has ${total} ${list}`));
    if (items.length === total) return ok(items);
    if (found.length === 0 || items.length > total)
      return err(oddAnswer(`the list of ${list} changed while it was read`));
  }
}

/** What a token may not see does not exist for it. */
function hidden(what: string): Fault {
  const fault = oddAnswer(`it shows no ${what} to this token`);
  return { ...fault, hint: 'permissions: { actions: read }' };
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
