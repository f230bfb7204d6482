import type { WorkflowStep } from '@plumbline/pipeline';
import type { Subject } from '../subject.js';
import type { ForeignFiles } from '../taint/github/flow.js';
import { inputNamed } from '../taint/github/foreign-files.js';
import { conditionOf } from '../taint/github/texts.js';
import { possibleValues, startsOf } from '../taint/github/attacker.js';
import { occurrencesIn } from '../expression/occurrences.js';
import { accessesIn } from '../expression/path.js';
import { truthOf } from '../expression/truth.js';
import { executes, runsOwnCode } from './executes.js';

/** The first step after another in the same job that runs code of the working folder. */
export function executedAfter({ job, step }: ForeignFiles): WorkflowStep | null {
  const steps = job?.job.steps ?? [];
  const from = steps.indexOf(step);
  const isOwn = step.run !== null || inputNamed(step, 'context') !== null;
  const runsItself = isOwn && executes(step) !== null ? step : null;
  return (
    steps
      .slice(from + 1)
      .find((later) => from !== -1 && executes(later) !== null && !standsBeside(later, step)) ??
    runsItself
  );
}

/** An action or a program of the working folder that is not below the folder that the files were brought into. */
function standsBeside(
  { uses, run, workingDirectory }: WorkflowStep,
  brought: WorkflowStep,
): boolean {
  const folder = (inputNamed(brought, 'path')?.value ?? '').trim().replace(/^\.\/|\/+$/g, '');
  if (!/^[\w-][\w./-]*$/.test(folder) || folder.includes('..')) return false;
  if (run !== null && workingDirectory === null && !/\bcd\b/.test(run.value))
    return !runsOwnCode(
      run.value.replace(PROGRAM, (whole, path: string) =>
        path.startsWith(`${folder}/`) ? whole : 'true',
      ),
    );
  if (uses?.value.startsWith('./') !== true) return false;
  return !`${uses.value.slice(2)}/`.startsWith(`${folder}/`);
}

/** A program by its path below a folder of the work space, by itself or given to an interpreter. */
const PROGRAM =
  /(?<=^|[;&|(]|&&)[ \t]*(?:(?:python3?|node|ruby|perl|(?:ba|da|z)?sh)[ \t]+(?:-\w+[ \t]+)*)?(?:\.\/)?([\w-]+\/[\w./-]+\.(?:py|[cm]?js|rb|pl|sh))(?=\s|$)/gm;

/** The version of actions/checkout that a step names: a number, or null where that cannot be told. */
function checkoutVersion(
  step: WorkflowStep,
): { readonly major: number; readonly minor: number | null } | null {
  const [, ref = ''] = step.uses?.value.split('@') ?? [];
  const said =
    /^v?(\d+)(?:\.(\d+))?(?:\.\d+)?$/.exec(ref) ??
    /\bv?(\d+)(?:\.(\d+))?(?:\.\d+)?\b/.exec(step.uses?.node.comment ?? '');
  return said === null
    ? null
    : { major: Number(said[1]), minor: said[2] === undefined ? null : Number(said[2]) };
}

/** Whether the step asks for code of forks in spite of all. */
function allowsForks(step: WorkflowStep): boolean {
  const value = inputNamed(step, 'allow-unsafe-pr-checkout')?.value.trim().toLowerCase();
  return value !== undefined && value !== 'false' && value !== '';
}

/** Events in which checkout refuses code of forks, since version 7 and in the majors that were brought up to it. */
const REFUSED = /^(?:pull_request_target|workflow_run)$/;

/** First releases of each major that refuse. */
const REFUSES: ReadonlyMap<number, number> = new Map([
  [4, 4],
  [5, 1],
  [6, 1],
]);

/** How far checkout itself protects: `refused` by its version, `patched` if a major moves with its owner, else `open`. */
export function protection(
  subject: Subject,
  foreign: ForeignFiles,
): 'refused' | 'patched' | 'open' {
  const events = foreign.starts.filter(({ outsider }) => outsider).map(({ event }) => event);
  if (foreign.kind !== 'checkout' || allowsForks(foreign.step)) return 'open';
  if (!events.every((event) => REFUSED.test(event) || event === 'pull_request')) return 'open';
  const version = checkoutVersion(foreign.step);
  if (version === null) return 'open';
  const first = REFUSES.get(version.major);
  if (
    version.major >= 7 ||
    (version.minor !== null && first !== undefined && version.minor >= first)
  )
    return 'refused';
  return version.minor === null && first !== undefined && subject.platform === 'github.com'
    ? 'patched'
    : 'open';
}

/** Whether a step of its job or the job itself asks for an approval: of an environment, by a label, of a member. */
export function isApproved({ job, step }: ForeignFiles, event: string): boolean {
  if (job === null) return false;
  const outside = startsOf(event).find(({ outsider }) => outsider);
  if (outside === undefined) return false;
  const conditions = [
    job.job.condition,
    step.condition,
    ...neededConditions(
      job.job.needs.map(({ value }) => value),
      job.workflow.jobs,
    ),
  ];
  return conditions.some((condition) => {
    const expression = condition === null ? null : conditionOf(condition).expression;
    return (
      expression !== null && truthOf(expression, (path) => possibleValues(path, outside)) === false
    );
  });
}

/** A branch or number means what stands there when the checkout runs, a commit does not. */
export function isMoving({ kind, step, taint }: ForeignFiles): boolean {
  if (kind === 'fetch') return !/sha|oid|commit/i.test(`${taint.name} ${step.run?.value ?? ''}`);
  const text = inputNamed(step, 'ref')?.value ?? '';
  if (/refs\/pull\//.test(text)) return true;
  const names = occurrencesIn(text).flatMap(({ expression }) =>
    expression === null ? [] : accessesIn(expression),
  );
  return names.some((path) => /(?:^|\.)(?:head_ref|head\.ref|head_branch)$/.test(path.join('.')));
}

function neededConditions(
  needs: readonly string[],
  jobs: NonNullable<ForeignFiles['job']>['workflow']['jobs'],
) {
  return jobs.filter(({ id }) => needs.includes(id.value)).map(({ condition }) => condition);
}
