import { keys, type Keys } from './keys.js';

const DEFAULTS = keys('', { run: keys('shell working-directory') });
const CONCURRENCY = keys('group cancel-in-progress queue');
const CONTAINER = keys('image credentials env ports volumes options command entrypoint');
const STRATEGY = keys('matrix fail-fast max-parallel');

/** Keys of a step (GitHub workflow syntax, `jobs.<id>.steps`). */
const STEP = keys(
  'id if name uses run working-directory shell with env continue-on-error timeout-minutes cache-mode',
);

const JOB = keys(
  'name permissions needs if runs-on environment outputs env timeout-minutes continue-on-error uses with secrets snapshot cache-mode',
  {
    concurrency: CONCURRENCY,
    defaults: DEFAULTS,
    strategy: STRATEGY,
    container: CONTAINER,
    services: { each: CONTAINER },
    environment: keys('name url deployment'),
    'runs-on': keys('group labels'),
    steps: STEP,
  },
);

/** Keys of a workflow file (GitHub workflow syntax). */
export const WORKFLOW: Keys = keys('name run-name on permissions env cache-mode', {
  defaults: DEFAULTS,
  concurrency: CONCURRENCY,
  jobs: { each: JOB },
});

/** What a job that calls a workflow cannot have. */
export const NOT_WITH_USES = new Set([
  'runs-on',
  'environment',
  'outputs',
  'env',
  'defaults',
  'timeout-minutes',
  'container',
  'services',
  'steps',
]);

const PULL =
  'assigned unassigned labeled unlabeled opened edited closed reopened synchronize converted_to_draft locked unlocked enqueued dequeued milestoned demilestoned ready_for_review review_requested review_request_removed auto_merge_enabled auto_merge_disabled';
const COMMENTED = 'created edited deleted';

/** Events and their types; empty where an event has none (GitHub, "Events that trigger workflows"). */
export const EVENTS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    branch_protection_rule: COMMENTED,
    check_run: 'created rerequested completed requested_action',
    check_suite: 'completed requested rerequested',
    create: '',
    delete: '',
    deployment: '',
    deployment_status: '',
    discussion:
      'created edited deleted transferred pinned unpinned labeled unlabeled locked unlocked category_changed answered unanswered closed reopened',
    discussion_comment: COMMENTED,
    fork: '',
    gollum: '',
    image_version: '',
    issue_comment: `${COMMENTED} pinned unpinned`,
    issues:
      'opened edited deleted transferred pinned unpinned closed reopened assigned unassigned labeled unlabeled locked unlocked milestoned demilestoned typed untyped field_added field_removed',
    label: COMMENTED,
    merge_group: 'checks_requested destroyed',
    milestone: 'created closed opened edited deleted',
    page_build: '',
    project: 'created closed reopened edited deleted updated',
    project_card: 'created moved converted edited deleted',
    project_column: 'created updated moved deleted',
    public: '',
    pull_request: PULL,
    pull_request_review: 'submitted edited dismissed',
    pull_request_review_comment: COMMENTED,
    pull_request_target: PULL,
    push: '',
    registry_package: 'published updated',
    release: 'published unpublished created edited deleted prereleased released',
    repository_dispatch: '*',
    schedule: '',
    status: '',
    watch: 'started',
    workflow_call: '',
    workflow_dispatch: '',
    workflow_run: 'completed requested in_progress',
  }).map(([event, types]) => [event, types.split(' ').filter(Boolean)]),
);

/** Keys of the filters of events that know more than `types`. */
export const FILTERS: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ['push', ['branches', 'branches-ignore', 'tags', 'tags-ignore', 'paths', 'paths-ignore']],
  ['pull_request', ['types', 'branches', 'branches-ignore', 'paths', 'paths-ignore']],
  ['pull_request_target', ['types', 'branches', 'branches-ignore', 'paths', 'paths-ignore']],
  ['merge_group', ['types', 'branches', 'branches-ignore']],
  ['workflow_run', ['types', 'workflows', 'branches', 'branches-ignore']],
  ['image_version', ['types', 'names', 'versions']],
  ['schedule', ['cron', 'timezone']],
]);

/** Contexts and functions of expressions (GitHub, "Contexts reference", "Evaluate expressions"). */
export const CONTEXTS = new Set(
  'github env vars job jobs steps runner secrets strategy matrix needs inputs'.split(' '),
);
export const FUNCTIONS = new Set(
  'contains startswith endswith format join tojson fromjson hashfiles success always cancelled failure case'.split(
    ' ',
  ),
);
/** What the `if` of a job may read. */
export const IN_JOB_IF = new Set(['github', 'needs', 'vars', 'inputs']);

/** Scopes of the token (GitHub workflow syntax, `permissions`). */
export const SCOPES: readonly string[] =
  'actions artifact-metadata attestations checks contents deployments discussions id-token issues models packages pages pull-requests repository-projects security-events statuses'.split(
    ' ',
  );
