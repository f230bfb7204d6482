import type { EventFilter, Text, WorkflowTrigger } from '@plumbline/pipeline';
import type { Control, Judgement } from '../control.js';
import { deploysOf, isTrial, unknownDeploys } from '../definition/deploys.js';
import { parseCondition } from '../expression/occurrences.js';
import { accessesIn } from '../expression/path.js';
import { startsOf } from '../github/starts.js';
import { asRun } from '../inlined/as-run.js';
import { bareReleases } from '../provenance/bare-releases.js';
import { publishesOf, type Publish } from '../provenance/publish.js';
import type { Subject } from '../subject.js';
import { narrowed } from '../taint/github/reach.js';
import { asStarted } from '../tekton/as-started.js';
import { placeIn, type Violation } from '../violation.js';
import { followsAny } from './followed-runs.js';
import { wideRuns } from './wide-runs.js';

/** 5.1.3: what is published comes from few refs, and these are protected. */
export const narrowReleaseTriggers: Control = {
  id: '5.1.3',
  slug: 'narrow-release-triggers',
  title: 'Releases start from few, protected refs',
  level: 1,
  assessment: 'automated',
  rationale:
    'Review protects the branches that have rules. A workflow that publishes from every branch publishes what nobody reviewed: whoever may push any branch, or steals a token that may, is enough.',
  audit:
    'A workflow that publishes or deploys names its branches or tags under `push` or `workflow_run`, or asks for the ref in `if`. On Tekton `on-target-branch`, the CEL expression or the filter of the trigger does. Whether these are protected is in the settings (controls 5.4.3, 5.4.5).',
  remediation:
    "Write `on: { push: { tags: ['v*'] } }`, or `on: release`; on Tekton `on-target-branch: '[main]'`, or the filter `body.ref == 'refs/heads/main'`.",
  impact: 'Snapshots of branches need a workflow, and a place, of their own.',
  references: ['OWASP CICD-SEC-1', 'Tekton Guard TRIG-002'],
  legs: { G: { judge: asRun(judge) }, T: { judge: asStarted(judgeTekton) } },
};

/** Whether the branches that are named are protected is a setting. */
function judgeTekton(subject: Subject): Judgement {
  return wideRuns(subject) ?? 'not-applicable';
}

function judge(subject: Subject): Judgement {
  const known = publishesOf(subject);
  const bare = bareReleases(subject).filter(({ site }) => !known.some((one) => one.site === site));
  const publishes = [...known, ...bare].filter((publish) => isCertain(publish));
  const deploys = [...deploysOf(subject), ...unknownDeploys(subject)].filter(
    (deploy) => !isTrial(deploy) && !publishes.some(({ site }) => site === deploy.site),
  );
  if (publishes.length + deploys.length === 0) return 'not-applicable';
  return [
    ...publishes.flatMap((publish) => judgeRelease(subject, publish)),
    ...deploys.flatMap((deploy) => judgeRelease(subject, { ...deploy, what: 'deployment' })),
  ];
}

/** What leaves for a registry or for a place that others use. */
type Release = Pick<Publish, 'site' | 'job' | 'name'> & {
  readonly what: Publish['what'] | 'deployment';
};

/** Builds for pull requests often decide by an expression whether an image leaves. */
function isCertain({ what, site }: Publish): boolean {
  if (what !== 'image') return true;
  return site.step.with.every(({ value }) => !value.value.includes('github.'));
}

/** A script that asks for the ref itself. */
const COMPARES = /(?:\[\[?\s|\bcase\s|\btest\s)[^\n]{0,200}(?:GITHUB_REF|github\.ref)/;

function judgeRelease(subject: Subject, release: Release): readonly Violation[] {
  const { job, site, what, name } = release;
  if (asksForRef(release) || COMPARES.test(site.step.run?.value ?? '')) return [];
  const events = new Set(
    narrowed(startsOf(subject, job), site.step.condition).map(({ event }) => event),
  );
  const wide = job.workflow.triggers.find(
    (trigger) =>
      events.has(trigger.event.value) &&
      (isWide(trigger) || followsWide(subject, release, trigger)) &&
      (/^(?:package|release)$/.test(what) || /^(?:push|workflow_run)$/.test(trigger.event.value)),
  );
  if (wide === undefined) return [];
  return [
    {
      at: placeIn(job.workflow, wideFilter(wide) ?? wide.event),
      address: `${site.address}.on.${wide.event.value}`,
      subject: name,
      severity: 'medium',
      ...(what === 'deployment' ? { confidence: 'medium' as const } : {}),
      message: `Whoever may push any branch or tag ${what === 'deployment' ? 'deploys' : 'publishes'} by \`${name}\` what nobody reviewed.`,
      hint: what === 'deployment' ? 'branches: [main]' : "push: { tags: ['v*'] }",
    },
  ];
}

/** Names by which a condition asks where the run comes from. */
const REFS =
  /^github\.(?:ref|ref_name|ref_type|ref_protected|base_ref|head_ref|event\.(?:ref|base_ref|release|pull_request\.(?:merged|base\.ref)|workflow_run\.head_branch|repository\.default_branch|head_commit\.message))\b/;

function asksForRef(release: Release): boolean {
  return conditionsOf(release).some((text) => text !== null && asks(text));
}

function conditionsOf({ job, site }: Release): readonly (Text | null)[] {
  const { workflow } = job;
  const needed = workflow.jobs.filter(({ id }) =>
    job.job.needs.some(({ value }) => value === id.value),
  );
  return [site.step.condition, job.job.condition, ...needed.map(({ condition }) => condition)];
}

function followsWide(subject: Subject, release: Release, trigger: WorkflowTrigger): boolean {
  const conditions = conditionsOf(release);
  return (
    trigger.event.value === 'workflow_run' && followsAny(subject, trigger, { conditions, isWide })
  );
}

/** An output of another job or step may hold the answer. */
function asks(condition: Text): boolean {
  const { expression } = parseCondition(condition.value);
  if (expression === null) return false;
  return accessesIn(expression).some(
    (path) =>
      REFS.test(path.join('.')) ||
      ['needs', 'steps', 'inputs', 'env', 'vars'].includes(path[0] ?? ''),
  );
}

function isWide(trigger: WorkflowTrigger): boolean {
  const { event, filters } = trigger;
  if (event.value === 'pull_request') return !typesOf(filters).includes('closed');
  if (event.value === 'create') return true;
  if (event.value !== 'push') return false;
  const named = filters.some(({ name }) => /^(?:branches|tags)$/.test(name.value));
  const ignored = filters.find(({ name }) => name.value === 'branches-ignore');
  const leavesSome = ignored !== undefined && !ignored.values.some(({ value }) => value === '**');
  return !named || leavesSome || wideFilter(trigger) !== null;
}

function typesOf(filters: readonly EventFilter[]): readonly string[] {
  return filters.find(({ name }) => name.value === 'types')?.values.map(({ value }) => value) ?? [];
}

/** Everything, or whatever only begins like the protected branch. */
const WIDE = /^(?:\*{1,2}(?:\/\*{1,2})?|(?:main|master|trunk|prod(?:uction)?)[-_]?\*{1,2})$/;

/** A pattern for every branch, or every tag. */
function wideFilter({ filters }: WorkflowTrigger): Text | null {
  const named = filters.filter(({ name }) => /^(?:branches|tags)$/.test(name.value));
  const values = named.flatMap((filter) => filter.values);
  return values.find(({ value }) => WIDE.test(value)) ?? null;
}
