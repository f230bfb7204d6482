import { parseUses, type Action, type WorkflowStep } from '@plumbline/pipeline';
import { parseCondition } from '../expression/occurrences.js';
import { accessesIn, type AccessPath } from '../expression/path.js';
import { truthOf, type Possible } from '../expression/truth.js';
import { stepsOf, type StepSite } from '../github/steps.js';
import { shared, type Subject } from '../subject.js';
import { restoredBy } from './caches.js';
import { constantText } from './constants.js';

/** A step of a job whose action, out of the same repository, restores a cache. */
export interface InnerCache {
  readonly site: StepSite;
  /** The step of the action that restores it. */
  readonly by: WorkflowStep;
}

/** How deep actions may use each other, as on GitHub. */
const DEPTH = 10;

type Actions = ReadonlyMap<string, Action>;

/** The caches that composite actions restore with what their callers give them (2.2.5). */
export const innerCaches = shared((subject: Subject): readonly InnerCache[] => {
  const actions = new Map(subject.model.actions.map((action) => [action.folder, action]));
  return stepsOf(subject).flatMap((site): readonly InnerCache[] => {
    const { job, step } = site;
    const by = job === null ? null : restoredIn(actions, step, DEPTH);
    return by === null ? [] : [{ site, by }];
  });
});

function restoredIn(actions: Actions, step: WorkflowStep, depth: number): WorkflowStep | null {
  const uses = step.uses === null ? null : parseUses(step.uses.value);
  const action = uses?.kind === 'local' ? actions.get(uses.path) : undefined;
  if (action === undefined || depth === 0) return null;
  const possible = inputsOf(action, step);
  for (const inner of action.steps) {
    if (!runs(inner, possible)) continue;
    const filled = fill(inner, possible);
    if (restoredBy(filled) !== null) return inner;
    const below = restoredIn(actions, filled, depth - 1);
    if (below !== null) return below;
  }
  return null;
}

/** What the inputs of an action are where a step uses it: as given, or by their defaults; open where an expression decides. */
function inputsOf({ inputs }: Action, step: WorkflowStep): Possible {
  const values = new Map([
    ...inputs.map((input) => [input.name.value.toLowerCase(), input.default?.value ?? ''] as const),
    ...step.with.map(({ name, value }) => [name.value.toLowerCase(), value.value] as const),
  ]);
  return ([context, name = '', ...rest]) => {
    if (context !== 'inputs' || rest.length > 0 || name === '*') return null;
    const value = constantText(values.get(name) ?? '');
    return value === null ? null : [value];
  };
}

/** Whether nothing but the inputs and the runner keeps the step from running: what an event decides is left open. */
function runs({ condition }: WorkflowStep, possible: Possible): boolean {
  if (condition === null) return true;
  const { expression } = parseCondition(condition.value);
  if (expression === null) return false;
  const truth = truthOf(expression, possible);
  const isSeen = (path: AccessPath): boolean => path[0] === 'runner' || possible(path) !== null;
  return truth ?? accessesIn(expression).every(isSeen);
}

function fill(step: WorkflowStep, possible: Possible): WorkflowStep {
  return {
    ...step,
    with: step.with.map((input) => {
      const value = constantText(input.value.value, possible) ?? input.value.value;
      return { ...input, value: { ...input.value, value } };
    }),
  };
}
