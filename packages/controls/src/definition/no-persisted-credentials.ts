import type { Permissions, Text, WorkflowStep } from '@plumbline/pipeline';
import type { Control, Judgement } from '../control.js';
import { actionOf, inputOf } from '../credentials/steps.js';
import { exposureOf } from '../github/exposure.js';
import { stepsOf, type StepSite } from '../github/steps.js';
import { asRun } from '../inlined/as-run.js';
import type { Subject } from '../subject.js';
import { placeIn, type Violation } from '../violation.js';
import { positionOf, type Position } from './constants.js';
import { dropCredential } from './fix-persisted-credentials.js';
import { needsCheckoutCredential, readsRemote } from './pushes.js';

/** 2.4.1: what checkout leaves on disk is there for every later step. */
export const noPersistedCredentials: Control = {
  id: '2.4.1',
  slug: 'no-persisted-credentials',
  title: 'Checkout does not leave its credential on disk',
  level: 1,
  assessment: 'automated',
  rationale:
    'Unless told otherwise, checkout writes the token that it fetched with to the disk, so that later `git` commands can use it. Every later step can read it there: a build script, a dependency’s install hook, an action. In versions before 6 it stands in `.git/config` and leaves the job with any artifact that takes the whole folder along.',
  audit:
    'Look at every step that uses `actions/checkout`. It says `persist-credentials: false`, or the same job writes to the remote afterwards (`git push`, an action that commits). Reading a private repository needs the credential too, a public one does not.',
  remediation:
    'Write `persist-credentials: false`. A job that pushes hands the token to the one step that does.',
  impact:
    'Later `git push` and `git fetch` of a private repository need a token of their own: `git push https://x-access-token:$TOKEN@github.com/…` with `TOKEN` in the `env` of that step.',
  references: ['OWASP CICD-SEC-6', 'zizmor artipacked', 'ghalint 013'],
  legs: { G: { judge: asRun(judge) } },
};

function judge(subject: Subject): Judgement {
  const checkouts = stepsOf(subject).filter(({ step }) => actionOf(step) === 'actions/checkout');
  if (checkouts.length === 0) return 'not-applicable';
  return checkouts.flatMap((site) => judgeCheckout(subject, site));
}

function judgeCheckout(subject: Subject, site: StepSite): readonly Violation[] {
  const input = inputOf(site.step, 'persist-credentials');
  const position = input === null ? 'on' : givenTo(site, input);
  if (position === 'off' || isNeeded(subject, site, input)) return [];
  const own = inputOf(site.step, 'token') ?? inputOf(site.step, 'ssh-key');
  const holds = own !== null && /secrets|outputs/.test(own.value);
  return [
    {
      at: placeIn(site.of, input ?? site.step.uses ?? site.step),
      address: site.address,
      subject: 'persist-credentials',
      severity: holds ? 'high' : 'medium',
      exposure: exposureOf(subject, site.job),
      ...confidenceOf(position, site),
      message: `Every later step, and whatever it runs, can read ${holds ? 'the credential given here' : 'the token of the job'} from the disk.`,
      hint: 'persist-credentials: false',
      fix: () => dropCredential(subject, site),
    },
  ];
}

function confidenceOf(position: Position, site: StepSite): Pick<Violation, 'confidence'> {
  if (position === 'open') return { confidence: 'low' };
  return readsRemote(stepsAfter(site)) ? { confidence: 'medium' } : {};
}

/** An input of an action that no step uses is its default. */
function givenTo({ action }: StepSite, { value }: Text): Position {
  const name = /^\$\{\{\s*inputs\.([\w-]+)\s*\}\}$/.exec(value.trim())?.[1]?.toLowerCase();
  const input = action?.inputs.find((one) => one.name.value.toLowerCase() === name);
  return positionOf(input?.default?.value ?? value);
}

/** Written out as `true`, with permission to write: somebody wants to push in a way that the files do not show. */
function isNeeded(subject: Subject, site: StepSite, input: Text | null): boolean {
  const steps = stepsAfter(site);
  if (needsCheckoutCredential(subject, steps)) return true;
  const runs = steps.some(({ run, uses }) => run !== null || uses !== null);
  return input !== null && runs && site.job !== null && writesContents(site.job);
}

function stepsAfter({ action, job, step }: StepSite): readonly WorkflowStep[] {
  const all = action?.steps ?? job?.job.steps ?? [];
  return all.filter(({ index }) => index > step.index);
}

function writesContents({ workflow, job }: NonNullable<StepSite['job']>): boolean {
  const permissions: Permissions | null = job.permissions ?? workflow.permissions;
  return (
    permissions?.all?.value === 'write-all' ||
    permissions?.scopes.some(
      ({ name, value }) => name.value === 'contents' && value.value === 'write',
    ) === true
  );
}
