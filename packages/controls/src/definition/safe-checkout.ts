import { parseUses, type Text, type WorkflowStep } from '@plumbline/pipeline';
import type { Control, Judgement } from '../control.js';
import { actionOf, inputOf } from '../credentials/steps.js';
import { accessedIn } from '../credentials/expressions.js';
import { eventsOf } from '../github/events.js';
import { exposureOf } from '../github/exposure.js';
import { stepsOf, type StepSite } from '../github/steps.js';
import { asRun } from '../inlined/as-run.js';
import type { Subject } from '../subject.js';
import { startsOf } from '../taint/github/attacker.js';
import { narrowed, startsOfJob } from '../taint/github/reach.js';
import { placeIn, type Violation } from '../violation.js';
import { positionOf } from './constants.js';

/** 2.2.2: checkout itself refuses the code of forks where it would meet privileges. */
export const safeCheckout: Control = {
  id: '2.2.2',
  slug: 'safe-checkout',
  title: 'Checkout refuses code of forks in privileged runs',
  level: 1,
  assessment: 'automated',
  rationale:
    'Runs of `pull_request_target` and `workflow_run` have the secrets and the token of the repository. Since June 2026 `actions/checkout` refuses to fetch the code of a fork there. An older version fetches it, and so does a newer one with `allow-unsafe-pr-checkout: true`: then one build script of the fork is enough to take everything.',
  audit:
    'Look for `allow-unsafe-pr-checkout`. In workflows of `pull_request_target` and `workflow_run`, look for checkouts with a `ref` or `repository` of the pull request; they use version 7, 6.1, 5.1, 4.4 or later.',
  remediation:
    'Remove `allow-unsafe-pr-checkout` and use `actions/checkout` 7 or later. Build the code of pull requests in a workflow of `pull_request`, which has no secrets.',
  impact:
    'A privileged workflow that fetches the code of forks stops there; what needs that code moves to `pull_request`.',
  references: ['OWASP CICD-SEC-4', 'OSPS BR-01.03'],
  legs: { G: { judge: asRun(judge) } },
};

function judge(subject: Subject): Judgement {
  const checkouts = stepsOf(subject).filter(({ step }) => actionOf(step) === 'actions/checkout');
  if (checkouts.length === 0) return 'not-applicable';
  return checkouts.flatMap((site) => [...allowed(subject, site), ...outdated(subject, site)]);
}

function allowed(subject: Subject, site: StepSite): readonly Violation[] {
  const input = inputOf(site.step, 'allow-unsafe-pr-checkout');
  if (input === null || positionOf(input.value) === 'off') return [];
  return [
    {
      ...commonOf(subject, site),
      at: placeIn(site.of, input),
      subject: 'allow-unsafe-pr-checkout',
      severity: 'high',
      message:
        'Whoever opens a pull request from a fork has its code fetched into a privileged run.',
      hint: 'remove `allow-unsafe-pr-checkout`',
    },
  ];
}

function commonOf(
  subject: Subject,
  { job, address }: StepSite,
): Pick<Violation, 'address' | 'exposure'> {
  return { address, exposure: exposureOf(subject, job) };
}

function outdated(subject: Subject, site: StepSite): readonly Violation[] {
  const { step, of } = site;
  const source = foreignSource(step);
  if (source === null || step.uses === null || !isOutdated(step.uses, subject)) return [];
  if (!reachedByForks(subject, site)) return [];
  return [
    {
      ...commonOf(subject, site),
      at: placeIn(of, step.uses),
      subject: step.uses.value.split('@')[0] ?? '',
      severity: 'high',
      message: `Whoever opens a pull request from a fork has its code fetched here: this version does not refuse \`${source.value}\`.`,
      hint: 'actions/checkout@<full commit> # v7.0.0',
    },
  ];
}

/** First versions of each major that refuse; older majors never do. */
const REFUSES: ReadonlyMap<number, number> = new Map([
  [4, 4],
  [5, 1],
  [6, 1],
]);

/** By the version that is named; a floating major has been moved on github.com, on an own server maybe not. */
function isOutdated(uses: Text, { platform }: Subject): boolean {
  const parsed = parseUses(uses.value);
  if (parsed.kind !== 'remote') return false;
  const named = parsed.refKind === 'name' ? parsed.ref : (uses.node.comment ?? '');
  const found = /\bv?(\d+)(?:\.(\d+))?(?:\.\d+)?\b/.exec(named);
  if (found === null) return false;
  const major = Number(found[1]);
  if (major >= 7) return false;
  const first = REFUSES.get(major);
  if (first === undefined) return true;
  return found[2] === undefined ? platform === 'ghes' : Number(found[2]) < first;
}

const FOREIGN =
  /^github\.(?:head_ref|event\.(?:pull_request\.(?:head\..*|merge_commit_sha|number)|number|workflow_run\.(?:head_.*|pull_requests\..*)))$/;
const UNSURE = new Set(['steps', 'needs', 'inputs', 'env']);

/** The input that names code of the pull request; what another step has found out counts as such. */
function foreignSource(step: WorkflowStep): Text | null {
  const inputs = [inputOf(step, 'ref'), inputOf(step, 'repository')];
  const paths = (text: Text | null): readonly string[][] =>
    text === null ? [] : accessedIn(text.value).map((path) => [...path]);
  const named = inputs.find((text) => paths(text).some((path) => FOREIGN.test(path.join('.'))));
  if (named !== undefined) return named;
  const [ref] = inputs;
  const unsure = paths(ref ?? null).some(([context = '']) => UNSURE.has(context));
  return unsure ? (ref ?? null) : null;
}

const GUARDED = new Set(['pull_request_target', 'workflow_run']);

/** Whether somebody without access starts the step by one of the two events. */
function reachedByForks(subject: Subject, { job, step }: StepSite): boolean {
  if (job === null) return false;
  const events = [...eventsOf(subject, job.workflow)].filter((event) => GUARDED.has(event));
  const starts = events.flatMap((event) => startsOf(event)).filter(({ outsider }) => outsider);
  return narrowed(startsOfJob(job.workflow, job.job, starts), step.condition).length > 0;
}
