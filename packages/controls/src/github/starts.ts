import { parseUses } from '@plumbline/pipeline';
import { shared, type Subject } from '../subject.js';
import type { Start } from '../taint/github/attacker.js';
import { narrowed, startsOfJob, startsOfWorkflow } from '../taint/github/reach.js';
import { jobsOf, workflowsOf, type JobSite, type StepSite } from './steps.js';

/** More passes than GitHub allows levels of calls change nothing. */
const PASSES = 12;

/** The ways in which each workflow starts, by itself or by jobs of the target that call it. */
const startsByPath = shared((subject: Subject): ReadonlyMap<string, readonly Start[]> => {
  const starts = new Map(
    workflowsOf(subject).map((workflow) => [workflow.path, startsOfWorkflow(workflow)] as const),
  );
  const calls = jobsOf(subject).flatMap((site) => {
    const uses = site.job.uses === null ? null : parseUses(site.job.uses.value);
    return uses?.kind === 'local' && starts.has(uses.path) ? [{ site, to: uses.path }] : [];
  });
  for (let pass = 0, grown = true; grown && pass < PASSES; pass += 1) {
    grown = false;
    for (const { site, to } of calls) {
      const known = starts.get(to) ?? [];
      const more = startsOfJob(site.workflow, site.job, starts.get(site.workflow.path) ?? []);
      const all = distinct([...known, ...more]);
      grown ||= all.length > known.length;
      starts.set(to, all);
    }
  }
  return starts;
});

function distinct(starts: readonly Start[]): readonly Start[] {
  return [...new Map(starts.map((start) => [`${start.event} ${start.outsider}`, start])).values()];
}

/** The ways in which a job is reached that its conditions and those before it leave open. */
export function startsOf(subject: Subject, { workflow, job }: JobSite): readonly Start[] {
  return startsOfJob(workflow, job, startsByPath(subject).get(workflow.path) ?? []);
}

/** The events by which somebody without access reaches a job. */
export function strangersAt(subject: Subject, site: JobSite): ReadonlySet<string> {
  return outside(startsOf(subject, site));
}

/** The events by which somebody without access reaches a step of a job. */
export function strangersAtStep(subject: Subject, { job, step }: StepSite): ReadonlySet<string> {
  return job === null ? new Set() : outside(narrowed(startsOf(subject, job), step.condition));
}

function outside(starts: readonly Start[]): ReadonlySet<string> {
  return new Set(starts.filter(({ outsider }) => outsider).map(({ event }) => event));
}
