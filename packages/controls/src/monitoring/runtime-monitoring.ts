import type { Control, Judgement } from '../control.js';
import { watchedJobs } from '../github/runner-agents.js';
import { asRun } from '../inlined/as-run.js';
import type { Subject } from '../subject.js';
import { placeIn } from '../violation.js';

/** 6.2.4: what a compromised function does is seen while it runs, or not at all. */
export const runtimeMonitoring: Control = {
  id: '6.2.4',
  slug: 'runtime-monitoring',
  title: 'Sensitive jobs are watched while they run',
  level: 2,
  assessment: 'automated',
  rationale:
    'What a compromised function does shows in its processes and connections, and nowhere in the definition.',
  audit:
    'Jobs with secrets, an identity or a token that may write have an agent that watches, or the nodes of builds do.',
  remediation: 'Add an agent as the first step of sensitive jobs, or as a DaemonSet.',
  impact: 'Another component with high rights.',
  references: ['OWASP CICD-SEC-10', 'CIS SSC 2.2.5'],
  legs: { G: { judge: asRun(judge) }, T: { needs: ['cluster'] } },
};

function judge(subject: Subject): Judgement {
  const jobs = watchedJobs(subject);
  if (jobs.length === 0) return 'not-applicable';
  return jobs
    .filter(({ agent }) => agent === null)
    .map(({ site: { workflow, job, address } }) => ({
      at: placeIn(workflow, job.id),
      address,
      subject: 'agent',
      severity: 'low',
      confidence: 'medium',
      message: `Nobody sees what code that gets into \`${job.id.value}\` runs, and whom it calls.`,
      hint: '- uses: step-security/harden-runner@<full commit>',
    }));
}
