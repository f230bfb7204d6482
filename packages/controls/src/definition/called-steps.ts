import { parseUses } from '@plumbline/pipeline';
import { jobsOf, type JobSite, type StepSite } from '../github/steps.js';
import { shared, type Subject } from '../subject.js';

/** The jobs that call a workflow of the same repository, by its path. */
export const callersOf = shared((subject: Subject): ReadonlyMap<string, readonly JobSite[]> =>
  Map.groupBy(jobsOf(subject), ({ job }) => {
    const uses = job.uses === null ? null : parseUses(job.uses.value);
    return uses?.kind === 'local' ? uses.path : '';
  }),
);

/** A step of a workflow that is called, where its callers see it: as their job that calls. */
export function calledFrom(
  subject: Subject,
  { of, job, step }: StepSite,
): readonly (StepSite & { readonly job: JobSite })[] {
  if (job === null) return [];
  return (callersOf(subject).get(of.path) ?? []).map((caller) => ({
    of: caller.workflow,
    job: caller,
    action: null,
    step: { ...step, index: 0, uses: caller.job.uses, run: null, name: null },
    address: caller.address,
  }));
}
