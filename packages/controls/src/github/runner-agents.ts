import type { Text, WorkflowStep } from '@plumbline/pipeline';
import { actionOf, inputOf } from '../credentials/steps.js';
import type { Subject } from '../subject.js';
import { privilegesOf } from './privileges.js';
import { jobsOf, type JobSite } from './steps.js';

/** How an agent is told to block: the input, what it says then, and what it says where it is left out. */
interface Mode {
  readonly input: string;
  readonly blocks: RegExp;
  readonly byDefault: boolean;
}

/** Actions that watch what the rest of the job does; null for those that block nothing. */
const AGENTS: ReadonlyMap<string, Mode | null> = new Map([
  ['step-security/harden-runner', { input: 'egress-policy', blocks: /^block$/, byDefault: true }],
  ['bullfrogsec/bullfrog', { input: 'egress-policy', blocks: /^block$/, byDefault: false }],
  ['cycodelabs/cimon-action', { input: 'prevent', blocks: /^true$/, byDefault: false }],
  ['kondukto-io/kntrl-action', { input: 'mode', blocks: /^(?:prevent|block)$/, byDefault: false }],
  ['aquasecurity/tracee-action', null],
  ['falcosecurity/falco-actions/start', null],
]);

/** The agent of a job, and whether it blocks what nobody allowed. */
export interface RunnerAgent {
  readonly uses: Text;
  /** The input that says whether it blocks. */
  readonly mode: Text | null;
  readonly blocks: boolean;
}

/** Jobs with something to lose, on runners of GitHub, whose agent would be a step of their own. */
export function watchedJobs(
  subject: Subject,
): readonly { readonly site: JobSite; readonly agent: RunnerAgent | null }[] {
  return jobsOf(subject)
    .filter((site) => site.job.steps.length > 0 && isHosted(site.job) && isSensitive(site))
    .map((site) => ({
      site,
      agent: site.job.steps.map(agentIn).find((one) => one !== null) ?? null,
    }));
}

/** What others take from the repository is made or changed here; comments and reports of scanners are not. */
const MAKES = /^(?:actions|attestations|contents|deployments|packages|pages)$/;

function isSensitive({ workflow, job }: JobSite): boolean {
  const { secrets, identity } = privilegesOf(workflow, job);
  const permissions = job.permissions ?? workflow.permissions;
  const writes =
    permissions?.all?.value === 'write-all' ||
    permissions?.scopes.some(
      ({ name, value }) => value.value === 'write' && MAKES.test(name.value),
    ) === true;
  return secrets || identity || writes;
}

/** By the names that GitHub gives to its own; larger ones have names of the organisation. */
function isHosted({ runsOn }: JobSite['job']): boolean {
  return runsOn?.labels.some(({ value }) => /^ubuntu-/.test(value)) === true;
}

function agentIn(step: WorkflowStep): RunnerAgent | null {
  const action = actionOf(step) ?? '';
  const mode = AGENTS.get(action);
  if (mode === undefined || step.uses === null) return null;
  const input = mode === null ? null : inputOf(step, mode.input);
  const blocks =
    mode !== null && (input === null ? mode.byDefault : mode.blocks.test(input.value.trim()));
  return { uses: step.uses, mode: input, blocks };
}
