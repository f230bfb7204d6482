import type { WorkflowStep } from '@plumbline/pipeline';
import type { JobSite } from '../github/steps.js';
import { hasToken, scalarsIn } from './expressions.js';
import { actionOf, inputOf } from './steps.js';

/** Actions that take the token at most to read. Any other may take it: `github.token` is a default of inputs. */
const READERS =
  /^actions\/(?:cache(?:\/.*)?|download-artifact|setup-[a-z-]+|upload-artifact(?:\/.*)?)$/;

/** Whether a step of the job may get at its token. False only where nothing can. */
export function canUseToken({ workflow, job }: JobSite): boolean {
  if (job.uses !== null) return true;
  const nodes = [job.node, ...(workflow.env === null ? [] : [workflow.env.node])];
  if (nodes.flatMap((node) => scalarsIn(node)).some(({ text }) => hasToken(text))) return true;
  return job.steps.some((step) => takesToken(step));
}

function takesToken(step: WorkflowStep): boolean {
  if (step.uses === null) return false;
  const action = actionOf(step);
  if (action === 'actions/checkout')
    return inputOf(step, 'persist-credentials')?.value.toLowerCase() !== 'false';
  return action === null || !READERS.test(action);
}
