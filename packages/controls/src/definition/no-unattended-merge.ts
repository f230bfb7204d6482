import type { Control, Judgement } from '../control.js';
import { actionOf } from '../credentials/steps.js';
import { exposureOf } from '../github/exposure.js';
import { strangersAtStep } from '../github/starts.js';
import { stepsOf, type StepSite } from '../github/steps.js';
import { asRun } from '../inlined/as-run.js';
import type { Subject } from '../subject.js';
import { placeIn, placeWithin, type Place, type Violation } from '../violation.js';

/** 2.3.3: a review that a machine gives to anybody is none. */
export const noUnattendedMerge: Control = {
  id: '2.3.3',
  slug: 'no-unattended-merge',
  title: 'Nothing merges or approves by itself',
  level: 1,
  assessment: 'automated',
  rationale:
    'A job that approves or merges every pull request that starts it takes the place of the reviewer that the rules of the branch ask for. Anybody who opens a pull request then puts code into the branch; with a bot that opens pull requests itself it is a loop without people.',
  audit:
    "Find jobs that approve or merge (`gh pr merge`, `gh pr review --approve`, the REST calls, merging actions). Each is limited to an author that cannot be forged, such as `github.event.pull_request.user.login == 'dependabot[bot]'`, or to members. None merges past the rules (`--admin`), and none approves what another merges.",
  remediation:
    "Add `if: github.event.pull_request.user.login == 'dependabot[bot]'` to the job and let required checks decide (`gh pr merge --auto`).",
  impact: 'Pull requests of others wait for a person.',
  references: ['OWASP CICD-SEC-1', 'poutine confused_deputy_auto_merge'],
  legs: { G: { judge: asRun(judge) } },
};

const COMMAND =
  /\bgh\s+pr\s+(?:merge\b[^\n;&|]*|review\b[^\n;&|]{0,400}\s(?:--approve|-a\b)[^\n;&|]{0,400})|\bgh\s+api\b[^\n]*\/pulls\/[^\n]*\/merge\b[^\n]*|\b(?:pulls\.merge|mergePullRequest|enablePullRequestAutoMerge)\b[^\n]*|\bpulls\.createReview\b|event[:=]\s*['"]?APPROVE\b/g;
const ACTIONS =
  /^(?:hmarr\/auto-approve-action|pascalgn\/automerge-action|ahmadnassri\/action-dependabot-auto-merge|peter-evans\/enable-pull-request-automerge|juliangruber\/(?:approve|merge)-pull-request-action|plm\/.*-never|reitermarkus\/automerge|koj-co\/dependabot-pr-action|alexwilson\/enable-github-automerge-action|cognitedata\/auto-approve-dependabot-action)$/;

function judge(subject: Subject): Judgement {
  const merges = stepsOf(subject).flatMap((site) => mergesOf(site));
  if (merges.length === 0) return 'not-applicable';
  const loops = new Set(merges.filter(({ kind, site }) => kind === 'merge' && onPull(site)));
  return merges.flatMap((one): readonly Violation[] => {
    const { site, at, subject: what, pastRules } = one;
    const events = [...strangersAtStep(subject, site)].filter((event) =>
      /^(?:pull_request|issue_comment|workflow_run)/.test(event),
    );
    if (afterChecks(site)) events.push('checks');
    if (events.length === 0 && !pastRules)
      return one.kind === 'approve' && onPull(site) && loops.size > 0 ? [loop(subject, one)] : [];
    return [
      {
        at,
        address: site.address,
        subject: what,
        severity: 'high',
        exposure: exposureOf(subject, site.job),
        message: pastRules
          ? 'Whoever gets a change into this pull request has it merged past the rules of the branch: no required check or review is waited for.'
          : 'Whoever opens a pull request has it approved or merged here without a person looking at it.',
        hint: pastRules
          ? 'gh pr merge --auto'
          : "if: github.event.pull_request.user.login == 'dependabot[bot]'",
      },
    ];
  });
}

/** Checks are done, or a time has come: whose pull request it is matters only to a condition. */
function afterChecks({ job, step }: StepSite): boolean {
  const events = job?.workflow.triggers.map(({ event }) => event.value) ?? [];
  const says = [
    job?.job.condition,
    step.condition,
    step.run,
    ...step.with.map(({ value }) => value),
  ];
  return (
    events.some((event) => /^(?:check_suite|check_run|status|schedule)$/.test(event)) &&
    !says.some((text) => /login|author|actor|label|app\/|permission/i.test(text?.value ?? ''))
  );
}

function onPull({ job }: StepSite): boolean {
  const events = job?.workflow.triggers.map(({ event }) => event.value) ?? [];
  return events.some((event) => /^pull_request(?:_target)?$/.test(event));
}

/** One workflow approves what another merges, or the same does both. */
function loop(subject: Subject, { site, at, subject: what }: Merge): Violation {
  return {
    at,
    address: site.address,
    subject: what,
    severity: 'medium',
    confidence: 'medium',
    exposure: exposureOf(subject, site.job),
    message:
      'Whoever gets a change into what the bot proposes has it approved and merged by the repository itself: no person looks at it.',
    hint: 'gh pr edit --add-reviewer <team>, and gh pr merge --auto',
  };
}

interface Merge {
  readonly kind: 'approve' | 'merge';
  readonly site: StepSite;
  readonly at: Place;
  readonly subject: string;
  /** With the rights of an administrator, whom the rules of the branch do not bind. */
  readonly pastRules: boolean;
}

function mergesOf(site: StepSite): readonly Merge[] {
  const { step, of } = site;
  const action = actionOf(step);
  if (action !== null && ACTIONS.test(action) && step.uses !== null) {
    const kind = /approve(?!.*merge)/.test(action) ? 'approve' : 'merge';
    return [{ site, at: placeIn(of, step.uses), subject: action, kind, pastRules: false }];
  }
  const script =
    action === 'actions/github-script'
      ? step.with.find(({ name }) => name.value === 'script')?.value
      : step.run;
  if (script === undefined || script === null) return [];
  const all = [...script.value.matchAll(COMMAND)].filter(
    ([text]) => !/pulls\.createReview/.test(text) || /APPROVE/.test(script.value),
  );
  return all.map((found) => {
    const part = { start: found.index, end: found.index + found[0].trimEnd().length };
    const kind = /review|APPROVE/i.test(found[0]) ? 'approve' : 'merge';
    const at = placeWithin(of.source, script.node, part);
    const pastRules = /^gh\s+pr\s+merge\b.*\s--admin\b/.test(found[0]);
    return { site, at, subject: kind, kind, pastRules };
  });
}
