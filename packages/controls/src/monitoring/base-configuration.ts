import type { WorkflowStep } from '@plumbline/pipeline';
import { actionOf, inputOf } from '../credentials/steps.js';
import { rendered } from '../github/rendered.js';
import { jobsOf, type JobSite, type StepSite } from '../github/steps.js';
import type { Subject } from '../subject.js';

/** Where the change is merged to, or a repository that it does not touch. */
const BASE =
  /base[._](?:sha|ref)|default_branch|origin\/(?:main|master|trunk|develop)\b|\brepository:|pull_request_target/i;
const OPTION =
  /(?:--config(?:-file|-path)?|--ignorefile|--ignore-file|--settings|--baseline(?:-path)?|\s-c|config(?:_file|-file)?:)[= ]+["']?([^\s"']+)/g;
const RESTORES = /\bgit\b[^\n]{0,200}\s(?:checkout|restore|show)\b[^\n]{0,400}/g;

/** Whether a job takes a file that configures a scanner from the base of the change (6.1.2). */
export function isFromBase(subject: Subject, path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return jobsOf(subject).some((site) => {
    const text = rendered(site.job.node);
    return (
      text.includes(name) &&
      BASE.test(text) &&
      (isNamed(site, text, path) || isRestored(text, path))
    );
  });
}

/** By an option with another path than that of the change. */
function isNamed(site: JobSite, text: string, path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/^\./, '');
  return [...text.matchAll(OPTION)].some(([, given = '']) => {
    const bare = given.replace(/^\.\//, '');
    const folder = bare.slice(0, bare.lastIndexOf('/') + 1);
    return bare.endsWith(name) && bare !== path && folder !== '' && comesFromBase(site, folder);
  });
}

/** The path in the repository of a file that a step names; null for a file of the base, of another repository, or of no checkout. */
export function pathOfChange({ job }: StepSite, file: string): string | null {
  if (/^[/~$]|\$\{\{/.test(file)) return null;
  const [first = '', ...rest] = file.split('/');
  const checkout = job?.job.steps.find(
    (step) => actionOf(step) === 'actions/checkout' && folderOf(step) === first,
  );
  if (job === null || checkout === undefined || first === '') return file;
  return comesFromBase(job, `${first}/`) ? null : rest.join('/');
}

/** The folder that a checkout goes to. */
function folderOf(step: WorkflowStep): string | undefined {
  return inputOf(step, 'path')
    ?.value.trim()
    .replace(/^\.\/|\/$/g, '');
}

/** A folder outside of the work space, or one of a checkout of the base. */
function comesFromBase({ job }: JobSite, folder: string): boolean {
  if (/^(?:\/tmp|\$\{?(?:RUNNER_TEMP|\{\s*runner\.temp))/.test(folder)) return true;
  const [first] = folder.split('/');
  return job.steps.some((step) => {
    if (actionOf(step) !== 'actions/checkout') return false;
    const given = (name: string): string | undefined => inputOf(step, name)?.value.trim();
    return (
      folderOf(step) === first &&
      (given('repository') !== undefined || OF_BASE.test(given('ref') ?? ''))
    );
  });
}

const OF_BASE = /base[._](?:sha|ref)|default_branch|^(?:refs\/heads\/)?(?:main|master)$/i;

function isRestored(text: string, path: string): boolean {
  return (text.match(RESTORES) ?? []).some(
    (line) => line.includes(path) && /base|origin\/|default/i.test(line),
  );
}
