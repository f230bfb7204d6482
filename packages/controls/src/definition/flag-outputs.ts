import type { AccessPath } from '../expression/path.js';
import { accessedIn } from '../credentials/expressions.js';
import { actionOf } from '../credentials/steps.js';
import type { JobSite } from '../github/steps.js';

/** Outputs of public actions that are `true` or `false`. */
const FLAGS: ReadonlyMap<string, RegExp> = new Map([
  ['dorny/paths-filter', /^(?!.*_(?:files|count)$)(?!changes$)/],
  ['tj-actions/changed-files', /^(?:any|only)_\w+$|_any_changed$/],
  ['step-security/changed-files', /^(?:any|only)_\w+$|_any_changed$/],
]);

/** Whether an output of a step or a job is always one of the texts `true` and `false` (2.3.1). */
export function isFlag(site: JobSite | null, [context, id, kind, name]: AccessPath): boolean {
  if (site === null || kind !== 'outputs' || id === undefined || name === undefined) return false;
  if (context === 'steps') return ofStep(site, id, name);
  if (context !== 'needs') return false;
  const { workflow } = site;
  const job = workflow.jobs.find((one) => one.id.value.toLowerCase() === id);
  const given = job?.outputs.find((output) => output.name.value.toLowerCase() === name);
  if (job === undefined || given === undefined) return false;
  const [only, second] = accessedIn(given.value.value);
  const isWhole = /^\s*\$\{\{[^|&=]*\}\}\s*$/.test(given.value.value);
  return isWhole && only?.[0] === 'steps' && second === undefined && isFlag({ ...site, job }, only);
}

function ofStep({ job }: JobSite, id: string, name: string): boolean {
  const step = job.steps.find((one) => one.id?.value.toLowerCase() === id);
  if (step === undefined) return false;
  if (step.run === null) return FLAGS.get(actionOf(step) ?? '')?.test(name) === true;
  const escaped = name.replace(/\W/g, '\\$&');
  const written = [
    ...step.run.value.matchAll(new RegExp(`\\b${escaped}=(["']?)([\\w$({]*)`, 'gi')),
  ];
  const values = written.map((one) => one[2] ?? '');
  return values.includes('false') && values.every((value) => /^(?:true|false)$/.test(value));
}
