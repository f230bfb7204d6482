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

type Named = readonly (readonly [string, readonly Taint[]])[];

/**
 * A composite action of the target: its steps with the inputs that this step gives. Whatever job asks, it is run once for
 * the same values: only what hands values of its caller back belongs to one job, because it names their way there.
 */
export function runAction(run: Run, frame: Frame, composite: Composite): Outputs {
  if (frame.depth > 8) return new Map();
  const { taints: before } = frame.files;
  const given = givenTo(frame, composite);
  const env = envOf(frame, composite.step);
  const lent: Named = [...given, ...env, ['', matrixValues(frame, '*')], ['', before]];
  const key = keyOf(frame, composite.action, lent);
  const keyOfJob = [frame.site?.workflow.path, frame.site?.address, key].join('\n');
  const known = run.effects.get(key) ?? run.effects.get(keyOfJob);
  if (known !== undefined) {
    frame.files.taints = union(before, known.files);
    return known.outputs;
  }
  const inner = innerFrame(frame, composite.action, { given, env });
  const effect = effectOf(run, inner, composite);
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

/** Everything that the steps of an action can tell apart. */
function keyOf(frame: Frame, action: Action, lent: Named): string {
  const refs = freeRefs(frame).join();
  return [action.path, startsKey(frame.starts), refs, signatureOf(lent)].join('\n');
}

function innerFrame(
  frame: Frame,
  action: Action,
  { given, env }: { readonly given: Outputs; readonly env: Frame['env'] },
): Frame {
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
function handsBack({ outputs, files }: Effect, lent: Named): boolean {
  const entries = new Set(lent.flatMap(([, taints]) => taints.map(({ trail }) => trail[0])));
  return [...outputs.values(), files].flat().some(({ trail }) => entries.has(trail[0]));
}
