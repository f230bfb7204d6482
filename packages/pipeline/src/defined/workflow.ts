import { lockScope, type LockScope } from '../closure/lock.js';
import type { Lock } from '../github/lock.js';
import { parseUses } from '../github/uses.js';
import type { Job, Workflow } from '../github/workflow.js';
import type { DefinedPart } from './defined.js';
import type { Model } from '../model.js';
import { jobsOf, ONCE, times, type Count } from './matrix.js';
import { definedStep, shownText } from './step.js';

/** A job and what is said of it. */
export interface DefinedJob extends DefinedPart {
  readonly job: Job;
  /** What the lock says of its workflow. */
  readonly lock: LockScope | null;
}

/** How deep GitHub lets workflows call each other. */
const DEEPEST = 10;

/** More than this is no workflow, but a trap. */
const MOST_PARTS = 4096;

/** The job that calls a workflow, and what holds for all of its jobs. */
interface Caller {
  readonly id: string | null;
  readonly names: readonly string[];
  readonly count: Count;
  readonly after: readonly string[];
  readonly mayFail: boolean;
  readonly depth: number;
}

const NOBODY: Caller = {
  id: null,
  names: [],
  count: ONCE,
  after: [],
  mayFail: false,
  depth: 0,
};

/**
 * The jobs of a workflow, those of the workflows of the same repository that it calls among them. Null: they call each
 * other without end.
 */
export function jobsOfWorkflow(
  workflow: Workflow,
  { workflows, lock }: Pick<Model, 'workflows' | 'lock'>,
): readonly DefinedJob[] | null {
  const found: DefinedJob[] = [];
  const usable = lock?.usable === true ? lock : null;
  const isWhole = addJobs(workflow, NOBODY, { workflows, lock: usable, found });
  return isWhole ? found : null;
}

interface Gathering {
  readonly workflows: readonly Workflow[];
  readonly lock: Lock | null;
  readonly found: DefinedJob[];
}

function addJobs(workflow: Workflow, caller: Caller, into: Gathering): boolean {
  const lock = lockScope(into.lock, workflow.path);
  return workflow.jobs.every((job) => {
    const called = calledBy(job, into.workflows);
    const part = partOf(job, caller, { untold: called.untold, lock });
    if (into.found.push(part) > MOST_PARTS || caller.depth > DEEPEST) return false;
    return called.workflow === null || addJobs(called.workflow, asCaller(part, caller), into);
  });
}

function calledBy(
  { uses }: Job,
  workflows: readonly Workflow[],
): { readonly workflow: Workflow | null; readonly untold: string | null } {
  if (uses === null) return { workflow: null, untold: null };
  const parsed = parseUses(uses.value);
  const path = parsed.kind === 'local' ? parsed.path : null;
  const workflow = workflows.find((each) => each.path === path) ?? null;
  return { workflow, untold: workflow === null ? uses.value || 'nothing' : null };
}

function partOf(
  job: Job,
  caller: Caller,
  { untold, lock }: { readonly untold: string | null; readonly lock: LockScope | null },
): DefinedJob {
  const after = job.needs.map(({ value }) => below(caller, value));
  return {
    id: below(caller, job.id.value),
    within: caller.id,
    names: namesOf(job, caller, untold),
    ...times(caller.count, jobsOf(job.strategy?.matrix ?? null)),
    retries: 0,
    after: after.length === 0 ? caller.after : after,
    conditional: job.condition !== null,
    mayFail: caller.mayFail || job.continueOnError !== null,
    untold,
    values: [],
    given: null,
    functions: job.steps.map((step) => definedStep(step, lock)),
    job,
    lock,
  };
}

function asCaller(
  { id, names, least, most, after, mayFail }: DefinedJob,
  { depth }: Caller,
): Caller {
  return { id, names, count: { least, most }, after, mayFail, depth: depth + 1 };
}

function below({ id }: Caller, name: string): string {
  return id === null ? name : `${id}/${name}`;
}

/**
 * A job of a matrix has its values in parentheses, unless its name has them; one that was skipped has not. The jobs of a
 * workflow of elsewhere are shown below the one that calls it.
 */
function namesOf(job: Job, { id, names }: Caller, untold: string | null): readonly string[] {
  const own = shownText(job.name?.value ?? job.id.value);
  const hasMatrix = job.strategy?.matrix !== undefined && job.strategy.matrix !== null;
  const called = hasMatrix ? [own, `${own} (*)`] : [own];
  const all = untold === null ? called : [...called, ...called.map((name) => `${name} / *`)];
  return id === null ? all : names.flatMap((outer) => all.map((inner) => `${outer} / ${inner}`));
}
