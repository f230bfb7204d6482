import { PAC_CONFIG, settingsOf } from '../cluster/settings.js';
import type { Control, Judgement } from '../control.js';
import type { JobSite } from '../github/steps.js';
import { asRun } from '../inlined/as-run.js';
import type { Subject } from '../subject.js';
import type { ForeignFiles } from '../taint/github/flow.js';
import { foreignFiles } from '../taint/github/workflows.js';
import type { Violation } from '../violation.js';
import { judgeDispatched } from './dispatched-approval.js';
import { executedAfter, isApproved, isMoving } from './foreign.js';
import { reachOf } from './flows.js';
import { judgeLate } from './late-commit.js';
import { movingRevisions, rememberedApproval } from './pull-approval.js';

/** 2.2.3: what was looked at must be what runs. */
export const commitBoundApproval: Control = {
  id: '2.2.3',
  slug: 'commit-bound-approval',
  title: 'An approval holds for one commit only',
  level: 1,
  assessment: 'automated',
  rationale:
    'A label, a comment of a maintainer or the approval of an environment says that somebody looked at a pull request. If the run then checks out its branch or number, it takes what stands there at that moment: the author pushes another commit between the look and the checkout, or after the label was set.',
  audit:
    'Where code of a pull request runs after an approval, the checkout names a commit that the event carries (`github.event.pull_request.head.sha`), never a branch or number. A workflow that asks for a label runs on `labeled` alone, not on `synchronize`; one that is started by hand takes the commit, not the number. On Tekton: in the ConfigMap `pipelines-as-code` `remember-ok-to-test` is `false` and `require-ok-to-test-sha` is `true`; runs for pull requests clone `{{ revision }}`, and triggers bind `body.pull_request.head.sha`.',
  remediation:
    'Check out `${{ github.event.pull_request.head.sha }}` with `types: [labeled]`. For a comment read the commit when the comment is made and compare it before the checkout, or have the comment name it. On Tekton set `require-ok-to-test-sha: "true"` and clone `{{ revision }}`.',
  impact: 'Every new commit needs a new approval.',
  references: ['OWASP CICD-SEC-1', 'OWASP CICD-SEC-4', 'CodeQL untrusted-checkout-toctou'],
  legs: { G: { judge: asRun(judge) }, T: { judge: judgeTekton, needs: ['cluster'] } },
};

/** The setting is the cluster's; what runs clone is in the files. */
function judgeTekton(subject: Subject): Judgement {
  const settings = settingsOf(subject, PAC_CONFIG);
  const revisions = movingRevisions(subject);
  return settings.length === 0 && revisions === null
    ? 'not-offered'
    : [...settings.flatMap(rememberedApproval), ...(revisions ?? [])];
}

const OUTSIDE = /^(?:pull_request_target|issue_comment|workflow_run|pull_request_review)$/;

function judge(subject: Subject): Judgement {
  const seen = new Set<unknown>();
  const fetched = foreignFiles(subject).flatMap((foreign) => {
    if (foreign.kind === 'artifact' || seen.has(foreign.step)) return [];
    seen.add(foreign.step);
    return judgeOne(subject, foreign);
  });
  const found = [...fetched, ...judgeDispatched(subject)];
  const known = new Set(found.map(({ address }) => address));
  return [...found, ...judgeLate(subject).filter(({ address }) => !known.has(address))];
}

function judgeOne(subject: Subject, foreign: ForeignFiles): readonly Violation[] {
  const event = foreign.starts.map((start) => start.event).find((name) => OUTSIDE.test(name));
  if (event === undefined || executedAfter(foreign) === null || !isGated(foreign, event)) return [];
  const moving = isMoving(foreign);
  if (!moving && !runsAgain(foreign, event)) return [];
  return [
    {
      at: foreign.at,
      address: foreign.address,
      subject: foreign.taint.name,
      severity: 'high',
      exposure: { ...reachOf(subject, foreign), reach: 'anyone' },
      message: moving
        ? 'The author of a pull request can push another commit after the approval: it is checked out by name or number, and runs here.'
        : 'The author of a pull request can push another commit after it was labelled: the label still holds, and the commit runs here.',
      hint: moving ? 'ref: ${{ github.event.pull_request.head.sha }}' : 'types: [labeled]',
    },
  ];
}

/** Somebody must allow it: a condition that strangers cannot meet, an environment, or a label that starts the run. */
function isGated(foreign: ForeignFiles, event: string): boolean {
  const { job } = foreign;
  if (job === null || foreign.starts.every(({ outsider }) => outsider)) return false;
  const conditions = [job.job.condition?.value, foreign.step.condition?.value].join(' ');
  const identity =
    /author_association|\.labels|\.label\b|permission/.test(conditions) &&
    isApproved(foreign, event);
  return identity || waitsForEnvironment(job) || onlyLabelled(foreign, event);
}

/** Of the job itself, or of one that it waits for. */
function waitsForEnvironment({ workflow, job }: JobSite): boolean {
  const needed = workflow.jobs.filter(({ id }) =>
    job.needs.some(({ value }) => value === id.value),
  );
  return [job, ...needed].some(({ environment }) => environment !== null);
}

function typesOf({ job }: ForeignFiles, event: string): readonly string[] {
  const trigger = job?.workflow.triggers.find((known) => known.event.value === event);
  return (
    trigger?.filters.find(({ name }) => name.value === 'types')?.values.map(({ value }) => value) ??
    []
  );
}

function onlyLabelled(foreign: ForeignFiles, event: string): boolean {
  const types = typesOf(foreign, event);
  return types.length > 0 && types.every((type) => type === 'labeled');
}

/** A label stays while commits come: without `types` the event also means a new commit. */
function runsAgain(foreign: ForeignFiles, event: string): boolean {
  const conditions = [foreign.job?.job.condition?.value, foreign.step.condition?.value].join(' ');
  if (event !== 'pull_request_target' || !/\.labels\b/.test(conditions)) return false;
  const types = typesOf(foreign, event);
  return types.length === 0 || types.includes('synchronize');
}
