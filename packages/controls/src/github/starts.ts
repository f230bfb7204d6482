import { parseUses, type Workflow } from '@plumbline/pipeline';
import { shared, type Subject } from '../subject.js';
import type { Start } from '../taint/github/attacker.js';
import { narrowed, startsOfJob, startsOfWorkflow } from '../taint/github/reach.js';
import { jobsOf, type JobSite, type StepSite } from './steps.js';

/** The ways in which each workflow starts, by itself or by jobs of the target that call it. */
const startsByPath = shared((subject: Subject) => {
  const callers = new Map<string, JobSite[]>();
  for (const site of jobsOf(subject)) {
    const uses = site.job.uses === null ? null : parseUses(site.job.uses.value);
    if (uses?.kind === 'local') callers.set(uses.path, [...(callers.get(uses.path) ?? []), site]);
  }
  const known = new Map<string, readonly Start[]>();
  const gather = (workflow: Workflow, above: readonly string[]): readonly Start[] => {
    const found = known.get(workflow.path);
    if (found !== undefined) return found;
    const called = (callers.get(workflow.path) ?? [])
      .filter((site) => !above.includes(site.workflow.path))
      .flatMap(({ workflow: caller, job }) =>
        startsOfJob(caller, job, gather(caller, [...above, workflow.path])),
      );
    const starts = [...startsOfWorkflow(workflow), ...called];
    if (above.length === 0) known.set(workflow.path, starts);
    return starts;
  };
  return (workflow: Workflow): readonly Start[] => gather(workflow, []);
});

/** The ways in which a job is reached that its conditions and those before it leave open. */
export function startsOf(subject: Subject, { workflow, job }: JobSite): readonly Start[] {
  return startsOfJob(workflow, job, startsByPath(subject)(workflow));
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
