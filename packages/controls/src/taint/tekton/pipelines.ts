import type { PipelineSpec, PipelineTask, Reference, Step, TaskSpec } from '@plumbline/pipeline';
import type { Node, Source } from '@plumbline/core';
import { shared, type Subject } from '../../subject.js';
import { byName, lookUp, type Resource } from '../../tekton/lookup.js';
import {
  containersOf,
  resourcesOf,
  type ContainerSite,
  type ResourceSite,
} from '../../tekton/specs.js';
import { CLEAN, signatureOf, union, worstOf, type Taint } from '../taint.js';
import { runContainer } from './container.js';
import { sourcedFiles } from './sourced.js';
import { templateValues, type TemplateValues } from './events.js';
import type { TektonFlow } from './flow.js';
import { checked, givenParams, openParams, withParams, type Given } from './given.js';
import { EMPTY_SCOPE, taintsOfNode, type Scope } from './values.js';

interface Run {
  readonly tasks: ReadonlyMap<string, readonly Resource<'Task' | 'ClusterTask'>[]>;
  readonly pipelines: ReadonlyMap<string, readonly Resource<'Pipeline'>[]>;
  readonly containers: ReadonlyMap<Step, ContainerSite>;
  readonly templates: TemplateValues;
  readonly sourced: ReadonlySet<string>;
  readonly flows: Map<string, TektonFlow>;
  /** Results of tasks by what was given to them: each costs one run. */
  readonly done: Map<object, Map<string, Results>>;
}

/** Every way of a value from outside into a container, over all resources of the target. */
export const tektonFlows = shared((subject: Subject): readonly TektonFlow[] => {
  const sites = resourcesOf(subject);
  const resources = sites.map(({ resource }) => resource);
  const run: Run = {
    tasks: byName(resources, (one) =>
      one.kind === 'Task' || one.kind === 'ClusterTask' ? one : null,
    ),
    pipelines: byName(resources, (one) => (one.kind === 'Pipeline' ? one : null)),
    containers: new Map(containersOf(subject).map((site) => [site.step, site])),
    templates: templatesOf(subject),
    sourced: sourcedFiles(subject),
    flows: new Map(),
    done: new Map(),
  };
  for (const site of sites) runSite(run, site);
  return [...run.flows.values()];
});

const templatesOf = shared((subject: Subject) => templateValues(subject));

/** Who chooses a text that a run is given, where it stands in the run itself. */
export function taintsGiven(
  subject: Subject,
  site: ResourceSite,
  value: Node | undefined,
): readonly Taint[] {
  const scope = scopeOfSite({ templates: templatesOf(subject) }, site);
  return taintsOfNode(site.resource.source, value ?? null, scope);
}

/** Where a specification stands and what is given to it. */
interface Place {
  readonly source: Source;
  /** Where its variables point when nothing is given. */
  readonly outer: Scope;
  readonly depth: number;
}

function runSite(run: Run, site: ResourceSite): void {
  const { resource } = site;
  const { source } = resource;
  const outer = scopeOfSite(run, site);
  const place: Place = { source, outer, depth: 0 };
  switch (resource.kind) {
    case 'Task':
    case 'ClusterTask':
      runTask(
        run,
        resource.spec,
        place,
        openParams(source, resource.spec.params, 'Whoever runs the task'),
      );
      return;
    case 'Pipeline':
      runPipeline(
        run,
        resource.spec,
        place,
        openParams(source, resource.spec.params, 'Whoever runs the pipeline'),
      );
      return;
    case 'StepAction': {
      const container = run.containers.get(resource.spec);
      const given = openParams(source, resource.params, 'Whoever uses the step action');
      if (container !== undefined) enter(run, container, withParams(outer, given));
      return;
    }
    case 'TaskRun':
      runTaskRun(run, resource, place);
      return;
    case 'PipelineRun':
      runPipelineRun(run, resource, place);
      return;
    default:
      return;
  }
}

const PAC_ANNOTATION = /^pipelinesascode\.tekton\.dev\//;

function scopeOfSite(run: Pick<Run, 'templates'>, { resource, template }: ResourceSite): Scope {
  const { annotations } = resource.metadata;
  const pac =
    annotations.some(({ name }) => PAC_ANNOTATION.test(name.value)) ||
    /(?:^|\/)\.tekton\//.test(resource.path);
  return {
    ...EMPTY_SCOPE,
    pac,
    template: (name) => (template === null ? CLEAN : run.templates.of(template, name)),
  };
}

function runTaskRun(run: Run, resource: Resource<'TaskRun'>, place: Place): void {
  const { spec } = resource;
  const given = givenParams(place.source, spec.params, place.outer);
  if (spec.taskSpec !== null) runTask(run, spec.taskSpec, place, given);
  else runNamedTask(run, spec.ref, given, place);
}

function runPipelineRun(run: Run, resource: Resource<'PipelineRun'>, place: Place): void {
  const { spec } = resource;
  const given = givenParams(place.source, spec.params, place.outer);
  const named = lookUp(run.pipelines, spec.ref, place.source);
  if (spec.pipelineSpec !== null) runPipeline(run, spec.pipelineSpec, place, given);
  else if (named !== undefined)
    runPipeline(run, named.spec, { source: named.source, outer: alone(place), depth: 1 }, given);
}

/** Where a definition of its own file sees: nothing of its run, but Pipelines as Code fills in both. */
function alone({ outer: { pac } }: Place): Scope {
  return { ...EMPTY_SCOPE, pac };
}

type Results = ReadonlyMap<string, readonly Taint[]>;
const NOTHING: Results = new Map();

function runPipeline(run: Run, spec: PipelineSpec, place: Place, given: Given): Results {
  if (place.depth > 8) return NOTHING;
  const done = new Map<string, Results>();
  const running = new Set<string>();
  const tasks = [...spec.tasks, ...spec.finally];
  const byTask = new Map(tasks.map((task) => [task.name?.value ?? '', task]));
  const base = withParams(place.outer, checked(given, spec.params));
  const scope: Scope = {
    ...base,
    taskResult: (name, result) => resultsOf(name).get(result) ?? CLEAN,
  };
  const resultsOf = (name: string): Results => {
    const known = done.get(name);
    const task = byTask.get(name);
    if (known !== undefined || task === undefined || running.has(name)) return known ?? NOTHING;
    running.add(name);
    const results = runPipelineTask(run, task, { ...place, outer: scope });
    done.set(name, results);
    return results;
  };
  for (const [name] of byTask) resultsOf(name);
  return new Map(
    spec.results.map(({ name, value }) => [
      name?.value ?? '',
      taintsOfNode(place.source, value, scope),
    ]),
  );
}

function runPipelineTask(run: Run, task: PipelineTask, place: Place): Results {
  const rows = [
    ...(task.matrix?.params ?? []),
    ...(task.matrix?.include ?? []).flatMap(({ params }) => params),
  ];
  const given = givenParams(place.source, [...task.params, ...rows], place.outer);
  const deeper = { ...place, depth: place.depth + 1 };
  if (task.taskSpec !== null) return runTask(run, task.taskSpec, deeper, given);
  if (task.pipelineSpec !== null) return runPipeline(run, task.pipelineSpec, deeper, given);
  const named = lookUp(run.pipelines, task.pipelineRef, place.source);
  if (named === undefined) return runNamedTask(run, task.taskRef, given, place);
  const outer = alone(place);
  const inner = { source: named.source, outer, depth: place.depth + 1 };
  return once(run, { spec: named.spec, given, outer }, () =>
    runPipeline(run, named.spec, inner, given),
  );
}

function runNamedTask(run: Run, reference: Reference | null, given: Given, place: Place): Results {
  const task = lookUp(run.tasks, reference, place.source);
  if (task === undefined) return NOTHING;
  const outer = alone(place);
  const inner = { source: task.source, outer, depth: place.depth + 1 };
  return once(run, { spec: task.spec, given, outer }, () => runTask(run, task.spec, inner, given));
}

/** What a named definition makes of what is given to it; of one that takes itself, nothing more. */
function once(
  run: Run,
  { spec, given, outer }: { readonly spec: object; readonly given: Given; readonly outer: Scope },
  make: () => Results,
): Results {
  const known = run.done.get(spec) ?? new Map<string, Results>();
  run.done.set(spec, known);
  const key = `${String(outer.pac)} ${signatureOf(given)}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  known.set(key, NOTHING);
  const results = make();
  known.set(key, results);
  return results;
}

function runTask(run: Run, spec: TaskSpec, place: Place, given: Given): Results {
  const results = new Map<string, readonly Taint[]>();
  const steps = new Map<string, Results>();
  const scope: Scope = {
    ...withParams(place.outer, checked(given, spec.params)),
    stepResult: (step, name) => steps.get(step)?.get(name) ?? CLEAN,
  };
  for (const step of [...spec.steps, ...spec.sidecars]) {
    const left = runStep(run, step, { ...place, outer: scope });
    for (const [name, taints] of left.results)
      results.set(name, union(results.get(name) ?? CLEAN, taints));
    if (step.name !== null) steps.set(step.name.value, left.stepResults);
  }
  for (const { name, value } of spec.results)
    if (name !== null && value !== null)
      results.set(name.value, taintsOfNode(place.source, value, scope));
  return results;
}

function runStep(run: Run, step: Step, { outer }: Place) {
  const container = run.containers.get(step);
  return container === undefined
    ? {
        results: new Map<string, readonly Taint[]>(),
        stepResults: new Map<string, readonly Taint[]>(),
      }
    : enter(run, container, outer);
}

/** Of several values that reach a place the least trusted is kept. */
function enter(run: Run, container: ContainerSite, scope: Scope) {
  const add = (flow: TektonFlow): void => {
    const key = [flow.sink, flow.at.source.path, flow.at.span.start, flow.at.span.end].join(' ');
    const known = run.flows.get(key);
    if (known === undefined || worstOf([known.taint, flow.taint]) !== known.taint)
      run.flows.set(key, flow);
  };
  return runContainer(container, { scope, sourced: run.sourced, add });
}
