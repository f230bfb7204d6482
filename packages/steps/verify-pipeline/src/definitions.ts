import {
  definedResources,
  jobsOfWorkflow,
  type DefinedParam,
  type DefinedPart,
  type Model,
} from '@plumbline/pipeline';
import type { MeasuredClosure, VerifiedDefinition, VerifiedPart } from '@plumbline/records';
import type { RunFacts, Target } from '@plumbline/step';

/** What was verified: the model of its files, and their digests by path. */
interface Verified {
  readonly model: Model;
  readonly digests: MeasuredClosure['digests'];
  readonly target: Target;
}

/** More functions make a record that no store takes gladly; what is left out is said. */
const MOST_FUNCTIONS = 4096;

/** Of a template, so many are worth one function. */
const CHARACTERS = 1024;

/**
 * The functions that an audit will expect: of the workflow that is running, or of every resource of Tekton that could be.
 * Null: this is the run of another platform, or none.
 */
export function definitionsOf(
  { model, digests, target }: Verified,
  run: RunFacts | null,
): readonly VerifiedDefinition[] | null {
  if (run?.platform === 'github') return [workflowOf(model, target, run)];
  const paths = new Map([...digests].map(([path, { sha256 }]) => [sha256, path]));
  const resources = withinBudget(
    definedResources(model.resources, (sha256) => paths.get(sha256) ?? null).map(
      ({ path, resource, parts }) => ({
        path,
        resource,
        untold: null,
        parts: parts.map(partOf),
      }),
    ),
  );
  return resources.length === 0 ? null : resources;
}

/** GitHub takes the workflow from a commit of its own, which is not always the one that was verified. */
function workflowOf(model: Model, { commit }: Target, run: RunFacts): VerifiedDefinition {
  const path = run.workflowRef.slice(run.repository.length + 1).split('@')[0] ?? '';
  const untold = (why: string): VerifiedDefinition => ({
    path: path === '' ? 'unknown' : path,
    resource: null,
    untold: why,
    parts: [],
  });
  if (!run.workflowRef.startsWith(`${run.repository}/`))
    return untold('the workflow is of another repository');
  if (commit === null || commit !== run.workflowSha)
    return untold('the workflow is of another commit than what was verified');
  const workflow = model.workflows.find((each) => each.path === path);
  if (workflow === undefined) return untold('the workflow is not among the files');
  if (model.unreadable.some((file) => file.path === path))
    return untold('the workflow cannot be read in full');
  const jobs = jobsOfWorkflow(workflow, model);
  if (jobs === null) return untold('the workflow calls others without end');
  const [definition] = withinBudget([
    { path, resource: null, untold: null, parts: jobs.map(partOf) },
  ]);
  return definition ?? untold(TOO_MANY);
}

function partOf(part: DefinedPart): VerifiedDefinition['parts'][number] {
  const { id, within, names, least, most, retries, after } = part;
  const { conditional, mayFail, untold, functions } = part;
  const values = part.values.map(({ name, value }) => ({ name, value: value || null }));
  return {
    ...{ id, within, names, least, most, retries, after: [...new Set(after)] },
    ...{ conditional, mayFail, untold, values: values.length === 0 ? null : values, functions },
    given: part.given?.map(givenOf) ?? null,
  };
}

/** No field of a record is empty. */
function givenOf({ name, value }: DefinedParam): NonNullable<VerifiedPart['given']>[number] {
  return { name, value: value || null, empty: value === '' ? true : null };
}

const TOO_MANY = 'it has too many functions';

function withinBudget(all: readonly VerifiedDefinition[]): readonly VerifiedDefinition[] {
  let left = MOST_FUNCTIONS;
  return all.map((one) => {
    const count = one.parts.reduce((sum, part) => sum + weightOf(part), 0);
    if (count > left) return { ...one, untold: TOO_MANY, parts: [] };
    left -= count;
    return one;
  });
}

/** A long template counts as several functions. */
function weightOf({ functions, values }: VerifiedDefinition['parts'][number]): number {
  const told = [...functions.map(({ template }) => template), ...(values ?? []).map(valueOf)];
  return told.reduce(
    (sum, each) => sum + Math.floor((each?.length ?? 0) / CHARACTERS),
    1 + functions.length,
  );
}

function valueOf({ value }: { readonly value: string | null }): string | null {
  return value;
}
