import type { Action, Text, WorkflowStep } from '@plumbline/pipeline';
import { CLEAN, passed, signatureOf, union, type Taint } from '../taint.js';
import type { Effect, Frame, Outputs, Run } from './frame.js';
import { freeRefs, matrixValues, taintsOfText } from './names.js';
import { startsKey } from './reach.js';
import { placeWithin } from './texts.js';

/** How steps are run; given by the caller, because actions contain steps. */
export type RunSteps = (run: Run, frame: Frame, steps: readonly WorkflowStep[]) => void;

interface Composite {
  readonly step: WorkflowStep;
  readonly action: Action;
  readonly runSteps: RunSteps;
}

/**
 * A composite action of the target: its steps with the inputs that this step gives. Whatever job asks, it is run once for
 * the same values: only what hands values of its caller back belongs to one job, because it names their way there.
 */
export function runAction(run: Run, frame: Frame, composite: Composite): Outputs {
  if (frame.depth > 8) return new Map();
  const { taints: before } = frame.files;
  const given = givenTo(frame, composite);
  const env = envOf(frame, composite.step);
  const matrix = matrixValues(frame, '*');
  const key = keyOf(frame, composite.action, { given, env });
  const keyOfJob = JSON.stringify([key, jobOf(frame)]);
  const known = run.effects.get(key) ?? run.effects.get(keyOfJob);
  if (known !== undefined) {
    frame.files.taints = union(before, known.files);
    return known.outputs;
  }
  const inner = innerFrame(frame, composite.action, { given, env });
  const effect = effectOf(run, inner, composite);
  const lent = [...given.values(), ...env.values(), matrix, before].flat();
  run.effects.set(handsBack(effect, lent) ? keyOfJob : key, effect);
  return effect.outputs;
}

function givenTo(frame: Frame, { step, action }: Composite): ReadonlyMap<string, readonly Taint[]> {
  return new Map(
    step.with.map(
      ({ name, value }) => [name.value.toLowerCase(), passedInto(frame, value, action)] as const,
    ),
  );
}

function passedInto(frame: Frame, value: Text, action: Action): readonly Taint[] {
  const place = placeWithin(frame.of, value, { start: 0, end: Math.max(value.value.length, 1) });
  const name = action.name?.value ?? action.path;
  return passed(
    taintsOfText(frame, value),
    { ...place, message: `given to the action \`${name}\`` },
    'boundary',
  );
}

function envOf(frame: Frame, step: WorkflowStep): Map<string, readonly Taint[]> {
  const own = (step.env?.entries ?? []).map(
    ({ name, value }) => [name.value, taintsOfText(frame, value)] as const,
  );
  return new Map([...frame.env, ...own]);
}

/** Everything that the steps of an action can tell apart; of a matrix that somebody fills, the job. */
function keyOf(frame: Frame, { path }: Action, { given, env }: Surroundings): string {
  const axes = matrixValues(frame, '*').length === 0 ? null : jobOf(frame);
  const files = signatureOf([['', frame.files.taints]]);
  const values = [signatureOf(given), signatureOf(env), files];
  return JSON.stringify([path, startsKey(frame.starts), freeRefs(frame), axes, ...values]);
}

function jobOf({ site }: Frame): readonly string[] {
  return site === null ? [] : [site.workflow.path, site.address];
}

/** What a step surrounds the steps of an action with. */
interface Surroundings {
  readonly given: Outputs;
  readonly env: Frame['env'];
}

function innerFrame(frame: Frame, action: Action, { given, env }: Surroundings): Frame {
  return {
    ...frame,
    of: action,
    job: null,
    inputs: (name) => given.get(name) ?? CLEAN,
    outputsOf: () => null,
    steps: new Map(),
    env,
    depth: frame.depth + 1,
  };
}

function effectOf(run: Run, inner: Frame, { action, runSteps }: Composite): Effect {
  const { taints: before } = inner.files;
  runSteps(run, inner, action.steps);
  const outputs = new Map(
    action.outputs.map(({ name, value }) => [name.value.toLowerCase(), taintsOfText(inner, value)]),
  );
  return { outputs, files: inner.files.taints.filter((taint) => !before.includes(taint)) };
}

/** Whether something that comes out is of what went in: then its trail starts outside of the action. */
function handsBack({ outputs, files }: Effect, lent: readonly Taint[]): boolean {
  const entries = new Set(lent.map(({ trail }) => trail[0]));
  return [...outputs.values(), files].flat().some(({ trail }) => entries.has(trail[0]));
}
