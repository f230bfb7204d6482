import type { Control, Judgement } from '../control.js';
import { exposureOf } from '../github/exposure.js';
import { watchedJobs } from '../github/runner-agents.js';
import { asRun } from '../inlined/as-run.js';
import type { Subject } from '../subject.js';
import { placeIn } from '../violation.js';

/** 4.1.5: what cannot be sent out is not stolen. */
export const blockedEgress: Control = {
  id: '4.1.5',
  slug: 'blocked-egress',
  title: 'Sensitive jobs cannot connect anywhere',
  level: 2,
  assessment: 'automated',
  rationale:
    'Code that was smuggled in has to send out what it finds. A job that can reach a few hosts only keeps its secrets.',
  audit:
    'The first step of every job with secrets, an identity or a token that may write limits connections and blocks the rest; on Tekton a NetworkPolicy does. Runners of your own may stand behind a firewall that no file shows.',
  remediation: 'Put a firewall agent in block mode first, or use runners behind a network policy.',
  impact: 'The hosts that are needed have to be found out and kept up.',
  references: ['OWASP CICD-SEC-7', 'OWASP CICD-SEC-10', 'CIS SSC 2.2.4'],
  legs: { G: { judge: asRun(judge) }, T: { needs: ['cluster'] } },
};

function judge(subject: Subject): Judgement {
  const jobs = watchedJobs(subject);
  if (jobs.length === 0) return 'not-applicable';
  return jobs
    .filter(({ agent }) => agent?.blocks !== true)
    .map(({ site, agent }) => ({
      at: placeIn(site.workflow, agent?.mode ?? agent?.uses ?? site.job.id),
      address: site.address,
      subject: 'egress',
      severity: 'low',
      confidence: 'medium',
      exposure: exposureOf(subject, site),
      message: `Code that gets into \`${site.job.id.value}\` can send what it finds to any host.`,
      hint: 'egress-policy: block',
    }));
}
