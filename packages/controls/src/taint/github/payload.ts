import type { AccessPath } from '../../expression/path.js';
import type { Grade } from '../taint.js';

/** A field of an event that somebody outside chooses (docs.github.com, "Webhook events and payloads"). */
export interface PayloadField {
  /** Below `github.event`. */
  readonly path: AccessPath;
  readonly events: RegExp;
  readonly grade: Grade;
  readonly who: string;
  readonly free: boolean;
  readonly lines: boolean;
  readonly revision: boolean;
}

const PULLS = /^pull_request(?:_target|_review|_review_comment)?$/;
const WORKFLOW_RUN = /^workflow_run$/;

type Row = readonly [path: string, marks?: string];

/** Marks: `l` can hold line breaks, `r` names code, `x` has no free characters. */
function fields(
  events: RegExp,
  grade: Grade,
  who: string,
  rows: readonly Row[],
): readonly PayloadField[] {
  return rows.map(([path, marks = '']) => ({
    path: path.split('.'),
    events,
    grade,
    who,
    free: !marks.includes('x'),
    lines: marks.includes('l'),
    revision: marks.includes('r'),
  }));
}

const PERSON: readonly Row[] = [
  ['author.name'],
  ['author.email'],
  ['committer.name'],
  ['committer.email'],
];

function commit(at: string): readonly Row[] {
  return [[`${at}.message`, 'l'], ...PERSON.map(([path]): Row => [`${at}.${path}`])];
}

function repository(at: string): readonly Row[] {
  return ['description', 'homepage', 'default_branch'].map((name): Row => [`${at}.${name}`]);
}

export const PAYLOAD: readonly PayloadField[] = [
  ...fields(/^(?:issues|issue_comment)$/, 'anyone', 'Whoever opens an issue', [
    ['issue.title'],
    ['issue.body', 'l'],
    ['changes.title.from'],
    ['changes.body.from', 'l'],
    ['issue.number', 'xr'],
  ]),
  ...fields(
    /^(?:issue_comment|pull_request_review_comment|discussion_comment|commit_comment)$/,
    'anyone',
    'Whoever comments',
    [
      ['comment.body', 'l'],
      ['comment.path'],
      ['comment.diff_hunk', 'l'],
      ['changes.body.from', 'l'],
    ],
  ),
  ...fields(/^pull_request_review$/, 'anyone', 'Whoever reviews', [['review.body', 'l']]),
  ...fields(/^discussion(?:_comment)?$/, 'anyone', 'Whoever starts a discussion', [
    ['discussion.title'],
    ['discussion.body', 'l'],
    ['changes.title.from'],
    ['changes.body.from', 'l'],
  ]),
  ...fields(/^gollum$/, 'anyone', 'Whoever edits the wiki', [
    ['pages.*.page_name'],
    ['pages.*.title'],
    ['pages.*.summary'],
  ]),
  ...fields(PULLS, 'anyone', 'Whoever opens a pull request', [
    ['pull_request.title'],
    ['pull_request.body', 'l'],
    ['changes.title.from'],
    ['changes.body.from', 'l'],
    ['pull_request.head.ref', 'r'],
    ['pull_request.head.label', 'r'],
    ...repository('pull_request.head.repo'),
    ['pull_request.milestone.title', 'x'],
    ['pull_request.head.sha', 'xr'],
    ['pull_request.merge_commit_sha', 'xr'],
    ['pull_request.number', 'xr'],
    ['number', 'xr'],
    ['pull_request.head.repo.full_name', 'xr'],
    ['pull_request.head.repo.clone_url', 'xr'],
    ['pull_request.head.repo.name', 'xr'],
  ]),
  ...fields(WORKFLOW_RUN, 'author', 'Whoever opens a pull request', [
    ['workflow_run.head_branch', 'r'],
    ['workflow_run.display_title'],
    ...commit('workflow_run.head_commit').map(([path, marks]): Row => [path, marks ?? '']),
    ...repository('workflow_run.head_repository'),
    ['workflow_run.pull_requests.*.head.ref', 'r'],
    ['workflow_run.head_sha', 'xr'],
    ['workflow_run.head_commit.id', 'xr'],
    ['workflow_run.pull_requests.*.head.sha', 'xr'],
    ['workflow_run.pull_requests.*.number', 'xr'],
    ['workflow_run.head_repository.full_name', 'xr'],
  ]),
  ...fields(/^check_(?:suite|run)$/, 'author', 'Whoever opens a pull request', [
    ['check_suite.head_branch', 'r'],
    ['check_run.check_suite.head_branch', 'r'],
    ['check_suite.head_commit.message', 'l'],
    ['check_suite.head_sha', 'xr'],
    ['check_run.head_sha', 'xr'],
  ]),
  ...fields(/^(?:push|merge_group)$/, 'committer', 'The author of a commit', [
    ...commit('head_commit'),
    ...commit('commits.*'),
  ]),
  ...fields(
    /^merge_group$/,
    'committer',
    'The author of a commit',
    commit('merge_group.head_commit'),
  ),
  ...fields(/^(?:push|create|delete)$/, 'committer', 'Whoever pushes a branch or tag', [['ref']]),
  ...fields(/^release$/, 'committer', 'Whoever drafts a release', [
    ['release.name'],
    ['release.body', 'l'],
    ['release.tag_name'],
    ['release.target_commitish'],
  ]),
  ...fields(/^repository_dispatch$/, 'caller', 'Whoever holds a token of the repository', [
    ['client_payload', 'l'],
  ]),
  ...fields(/^(?:deployment|deployment_status)$/, 'caller', 'Whoever creates a deployment', [
    ['deployment.ref'],
    ['deployment.payload', 'l'],
    ['deployment.description', 'l'],
    ['deployment_status.description', 'l'],
  ]),
];

/** Events that need no access to the repository; `workflow_run` may follow one. */
const OUTSIDE =
  /^(?:pull_request(?:_target|_review|_review_comment)?|issues|issue_comment|discussion|discussion_comment|fork|watch|gollum|workflow_run|commit_comment)$/;

/** Whether somebody without access to the repository can start a run by the event. */
export function isOutside(event: string): boolean {
  return OUTSIDE.test(event);
}

/** Whether the event runs with the secrets and the token of the repository although somebody outside started it. */
export function isPrivilegedOutside(event: string): boolean {
  return isOutside(event) && !/^pull_request(?:_review|_review_comment)?$/.test(event);
}

/** The event of a workflow that is called from where nothing is known. */
export const UNKNOWN_EVENT = '?';

/** The fields that a path names, or that stand below it. */
export function payloadFields(path: AccessPath, event: string): readonly PayloadField[] {
  return PAYLOAD.filter(
    (field) => (event === UNKNOWN_EVENT || field.events.test(event)) && covers(path, field.path),
  );
}

/** `commits.*.message` is named by `commits[0].message`, `commits.*.message`, `commits`, and all of the event. */
function covers(path: AccessPath, field: AccessPath): boolean {
  const open = field.length < path.length && field[0] === 'client_payload';
  if (path.length > field.length && !open) return false;
  return path.every((part, index) => {
    const own = field[index];
    return own === undefined || own === part || part === '*' || own === '*';
  });
}
