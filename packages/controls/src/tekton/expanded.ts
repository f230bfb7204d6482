import type {
  PipelineSpec,
  PipelineTask,
  Step,
  TaskSpec,
  TektonResource,
} from '@plumbline/pipeline';
import type { Source } from '@plumbline/core';
import { givenParams, type GivenParams } from './given-params.js';
import {
  NOTHING_KNOWN,
  standsIn,
  withDefaults,
  withGiven,
  type KnownParams,
} from './known-params.js';
import { byName, lookUp, type Resource } from './lookup.js';
import { withCalledScripts } from './called-scripts.js';
import { withConstants } from './constants.js';
import { textAt } from '../files.js';
import type { ReadText } from '../inlined/scripts.js';
import type { Subject } from '../subject.js';
import { configMapsOf, withMountedScript, type ConfigMaps } from './mounted-scripts.js';
import { withAction } from './step-actions.js';

/** The resources of a target with what their steps bring in from other places of it. */
export interface Expanded {
  readonly resources: readonly TektonResource[];
  /** StepActions that stand in the steps that use them. */
  readonly used: ReadonlySet<TektonResource>;
}

interface Expansion {
  readonly maps: ConfigMaps;
  readonly actions: ReadonlyMap<string, readonly Resource<'StepAction'>[]>;
  readonly used: Set<TektonResource>;
  readonly given: GivenParams;
  readonly source: Source;
  /** Reads files of the repository, where definitions stand in their runs. */
  readonly read: ReadText | null;
  /** Characters of StepActions, and of scripts, that may still be put into steps. */
  readonly budget: { left: number; scripts: number };
}

/** A large StepAction that very many steps use is a trap. */
const BUDGET = 2_000_000;
const BUDGET_OF_SCRIPTS = 300_000;

/** Puts into each step the StepAction and the script of a ConfigMap that it runs, where the target has them. */
export function expanded(subject: Subject): Expanded {
  const { model, isStarted = false } = subject;
  const read = isStarted ? (path: string) => textAt(subject, path) : null;
  const used = new Set<TektonResource>();
  const budget = { left: BUDGET, scripts: BUDGET_OF_SCRIPTS };
  const maps = configMapsOf(model);
  const actions = byName(model.resources, (one) => (one.kind === 'StepAction' ? one : null));
  const given = givenParams(model.resources);
  const resources = model.resources.map((resource) =>
    withResource(resource, {
      maps,
      actions,
      used,
      given,
      budget,
      read,
      source: resource.source,
    }),
  );
  return { resources, used };
}

function withResource(resource: TektonResource, of: Expansion): TektonResource {
  switch (resource.kind) {
    case 'Task':
    case 'ClusterTask':
      return { ...resource, spec: withTask(resource.spec, of, givenTo(resource, of)) };
    case 'Pipeline':
      return { ...resource, spec: withPipeline(resource.spec, of, givenTo(resource, of)) };
    case 'TaskRun': {
      const { taskSpec, params } = resource.spec;
      if (taskSpec === null) return resource;
      const task = withTask(taskSpec, of, withGiven(NOTHING_KNOWN, params));
      return { ...resource, spec: { ...resource.spec, taskSpec: task } };
    }
    case 'PipelineRun': {
      const { pipelineSpec, params } = resource.spec;
      if (pipelineSpec === null) return resource;
      const pipeline = withPipeline(pipelineSpec, of, withGiven(NOTHING_KNOWN, params));
      return { ...resource, spec: { ...resource.spec, pipelineSpec: pipeline } };
    }
    case 'TriggerTemplate':
    case 'Trigger':
    case 'EventListener':
      return { ...resource, templates: resource.templates.map((one) => withResource(one, of)) };
    default:
      return resource;
  }
}

function givenTo(resource: TektonResource, { given }: Expansion): KnownParams {
  return given.get(resource) ?? NOTHING_KNOWN;
}

function withPipeline(spec: PipelineSpec, of: Expansion, given: KnownParams): PipelineSpec {
  const around = withDefaults(given, spec.params);
  const each = (task: PipelineTask): PipelineTask => {
    const inner = withGiven(around, task.params);
    return {
      ...task,
      taskSpec: task.taskSpec === null ? null : withTask(task.taskSpec, of, inner),
      pipelineSpec: task.pipelineSpec === null ? null : withPipeline(task.pipelineSpec, of, inner),
    };
  };
  return { ...spec, tasks: spec.tasks.map(each), finally: spec.finally.map(each) };
}

function withTask(spec: TaskSpec, of: Expansion, given: KnownParams): TaskSpec {
  const known = withDefaults(given, spec.params);
  const image = spec.stepTemplate?.image ?? null;
  const each = (step: Step): Step => {
    const whole = withMountedScript(of.maps, spec, { ...withActionOf(step, of) });
    if (of.read === null) return standsIn(whole, known, image);
    const run = withConstants(whole, spec.stepTemplate, of.maps);
    if (of.budget.scripts < 0) return standsIn(run, known, image);
    const called = withCalledScripts(run, { task: spec, maps: of.maps, read: of.read });
    of.budget.scripts -= lengthOf(called) - lengthOf(run);
    return standsIn(called, known, image);
  };
  return { ...spec, steps: spec.steps.map(each), sidecars: spec.sidecars.map(each) };
}

function lengthOf({ script }: Step): number {
  return script?.value.length ?? 0;
}

function withActionOf(step: Step, { actions, used, source, budget }: Expansion): Step {
  const action = step.ref === null ? undefined : lookUp(actions, step.ref, source);
  if (action === undefined) return step;
  budget.left -= action.spec.node.span.end - action.spec.node.span.start;
  if (budget.left < 0) return step;
  used.add(action);
  return withAction(step, action, source);
}
