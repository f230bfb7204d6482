import type { Control, Judgement } from '../control.js';
import { failsWithoutRights } from '../github/asked-rights.js';
import { isAtStake } from '../github/privileges.js';
import { asRun } from '../inlined/as-run.js';
import type { Subject } from '../subject.js';
import { eitherStarted } from '../tekton/as-started.js';
import type { ForeignFiles } from '../taint/github/flow.js';
import { isPrivilegedOutside } from '../taint/github/payload.js';
import { foreignFiles } from '../taint/github/workflows.js';
import { hasTekton } from '../tekton/specs.js';
import { placeIn, type Violation } from '../violation.js';
import { executedAfter, isMoving, protection } from './foreign.js';
import { reachOf } from './flows.js';
import { executedInPulls } from './pull-runs.js';

/** 2.2.1: who runs a build of somebody else's code gives away what the build can reach. */
export const noUntrustedExecution: Control = {
  id: '2.2.1',
  slug: 'no-untrusted-execution',
  title: 'Untrusted code does not run with privileges',
  level: 1,
  assessment: 'automated',
  rationale:
    'A run by `pull_request_target`, `issue_comment` or `workflow_run` has the secrets and the token of the repository although a stranger caused it. If it checks out the stranger’s commit and installs, builds, tests or lints it, the stranger’s scripts run with them: every build tool takes commands from the files that it builds.',
  audit:
    'In workflows with these triggers find each checkout of a pull request (`head.sha`, `head.ref`, `refs/pull/…`, `gh pr checkout`) and each step behind it that runs anything of the working folder. On Tekton: runs for pull requests whose steps build the code and hold secrets.',
  remediation:
    'Build in a workflow with `on: pull_request` that has no secrets, hand results over as data, and use them in a second workflow that never runs code of the pull request. Keep the checkout of `pull_request_target` at its default, the base.',
  impact: 'What needs secrets (comments, deployments of previews) moves to a second workflow.',
  references: [
    'OWASP CICD-SEC-4',
    'OSPS BR-01.03',
    'Scorecard Dangerous-Workflow',
    'CodeQL untrusted-checkout',
    'poutine untrusted_checkout_exec',
  ],
  legs: { G: { judge: asRun(judgeGitHub) }, T: { judge: eitherStarted(judgeTekton) } },
};

function judgeGitHub(subject: Subject): Judgement {
  const seen = new Set<unknown>();
  return foreignFiles(subject)
    .filter(({ kind }) => kind !== 'artifact')
    .flatMap((foreign) => {
      if (seen.has(foreign.step)) return [];
      const found = judge(subject, foreign);
      if (found.length > 0) seen.add(foreign.step);
      return found;
    });
}

function judge(subject: Subject, foreign: ForeignFiles): readonly Violation[] {
  const privileged =
    foreign.starts.some(({ event, outsider }) => outsider && isPrivilegedOutside(event)) ||
    isUnseen(foreign);
  const executed = executedAfter(foreign);
  const held = protection(subject, foreign);
  if (!privileged || executed === null || held === 'refused') return [];
  const { job } = foreign;
  if (job !== null && failsWithoutRights(job.workflow, job.job, executed)) return [];
  const text = executed.run ?? executed.uses;
  const ends = text === null ? foreign.at : placeIn(job?.workflow ?? foreign.of, text);
  return [
    {
      at: foreign.at,
      address: foreign.address,
      subject: foreign.taint.name,
      severity: held === 'patched' ? 'medium' : 'high',
      exposure: reachOf(subject, foreign),
      message: `${foreign.taint.who} chooses \`${foreign.taint.name}\`, and a later step runs code of it with the token and secrets of this job.${held === 'patched' ? ' Current releases of checkout refuse this for forks, so the job fails instead.' : ''}`,
      hint: 'on: pull_request   # in a workflow without secrets',
      flow: [...foreign.taint.trail, { ...ends, message: 'runs code of the working folder' }],
    },
  ];
}

/** A member asks for it by a comment, and whatever stands there by then runs: nobody has seen that commit. */
function isUnseen(foreign: ForeignFiles): boolean {
  const { job, starts } = foreign;
  const isCommented = starts.some(({ event }) => event === 'issue_comment');
  return isCommented && job !== null && isAtStake(job) && isMoving(foreign);
}

function judgeTekton(subject: Subject): Judgement {
  return hasTekton(subject) ? executedInPulls(subject) : 'not-applicable';
}
