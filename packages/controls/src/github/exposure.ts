import type { Exposure } from '../exposure.js';
import { shared, type Subject } from '../subject.js';
import { eventsOf, trustOf } from './events.js';
import { privilegesOf } from './privileges.js';
import type { JobSite } from './steps.js';

const UNKNOWN: Exposure = { reach: 'unknown', privileged: true };

/**
 * Who reaches a job, and what is there to be had: the worst of its events counts.
 * Null stands for what only other repositories start: of that nothing is known.
 */
export function exposureOf(subject: Subject, site: JobSite | null): Exposure {
  if (site === null) return UNKNOWN;
  const known = exposures(subject);
  const found = known.get(site) ?? exposureOfJob(subject, site);
  known.set(site, found);
  return found;
}

const exposures = shared(() => new WeakMap<JobSite, Exposure>());

function exposureOfJob(subject: Subject, site: JobSite): Exposure {
  const events = [...eventsOf(subject, site.workflow)].filter((event) => event !== 'workflow_call');
  if (events.length === 0) return UNKNOWN;
  const trusts = new Set(events.map(trustOf));
  const { token, secrets, identity, selfHosted } = privilegesOf(site.workflow, site.job);
  const privileged = token || secrets || identity || selfHosted;
  const anyone = trusts.has('outsider') || (trusts.has('fork') && selfHosted);
  if (anyone) return { reach: 'anyone', privileged };
  if (trusts.has('writer')) return { reach: 'writers', privileged };
  return { reach: 'anyone', privileged: false };
}
