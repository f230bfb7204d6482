import type { Control, Judgement } from '../control.js';
import { hasGitHub, jobsOf, type JobSite } from '../github/steps.js';
import type { Subject } from '../subject.js';
import { placeIn } from '../violation.js';

/** 2.4.5: what never ends is cancelled by nobody. */
export const boundedRuns: Control = {
  id: '2.4.5',
  slug: 'bounded-runs',
  title: 'Runs are bounded in time and resources',
  level: 2,
  assessment: 'automated',
  rationale:
    'A job without a limit can be kept alive to mine, to wait for a secret, or to use up what others need: GitHub ends it after six hours, on runners of your own after five days.',
  audit:
    'Every job has `timeout-minutes`, or every one of its steps has. A job that calls a workflow is bounded by the jobs of that. Every run has a timeout, every step requests and limits.',
  remediation: 'Write `timeout-minutes: 15`, `timeouts.pipeline: 1h`, `computeResources.limits`.',
  impact: 'A limit that is too low breaks slow runs.',
  references: ['OWASP CICD-SEC-7', 'ghalint 012', 'zizmor concurrency-limits'],
  legs: { G: { judge }, T: { needs: ['cluster'] } },
};

function judge(subject: Subject): Judgement {
  if (!hasGitHub(subject)) return 'not-applicable';
  return jobsOf(subject)
    .filter((site) => !isBounded(site))
    .map(({ workflow, job, address }) => ({
      at: placeIn(workflow, job.id),
      address,
      subject: 'timeout-minutes',
      severity: 'low',
      message: `Nothing ends \`${job.id.value}\` before the limit of GitHub: whoever gets into it keeps the runner and the token for hours.`,
      hint: 'timeout-minutes: 15',
    }));
}

function isBounded({ job }: JobSite): boolean {
  const { timeout, uses, steps } = job;
  if (timeout !== null || uses !== null || steps.length === 0) return true;
  return steps.every((step) => step.timeout !== null);
}
