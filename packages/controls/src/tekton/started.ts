import {
  mapGet,
  seqItems,
  stringOf,
  type MapEntry,
  type MapNode,
  type Node,
  type Source,
} from '@plumbline/core';
import {
  readPipelineSpec,
  readResources,
  readTaskSpec,
  type Model,
  type PipelineSpec,
  type PipelineTask,
  type TaskSpec,
  type TektonResource,
} from '@plumbline/pipeline';
import { homeOf, settled } from '../foreign.js';
import { withEntries, withText } from '../inlined/fill.js';
import { shared, type Subject } from '../subject.js';
import { filledNode, type Stands } from './fill.js';
import { byName, lookUp } from './lookup.js';
import { mapsIn, mapsOf, rowsOf, workspacesIn } from './entries.js';
import { folderOfConfigMap } from './mounted-scripts.js';
import { templateParams } from './template-params.js';
import { standsFor, withDefaults, withGiven, type Values } from './values.js';
import { writtenResults } from './written-results.js';

/**
 * The target as its runs start: Tasks and Pipelines of it stand in the place where they are taken by name, and params
 * are what is given to them. What nobody takes stays by itself. The same subject where there is nothing of Tekton.
 */
export const startedSubject = shared((subject: Subject): Subject => started(subject, false));

/** The same with the fields of events in the place of the params that bindings hand them to. */
export const startedByEvents = shared((subject: Subject): Subject => started(subject, true));

function started(subject: Subject, byEvents: boolean): Subject {
  const { model } = subject;
  const resources = model.resources.length === 0 ? null : startedIn(model, byEvents);
  return resources === null
    ? subject
    : { ...subject, isStarted: !byEvents, model: { ...model, resources } };
}

/** Characters of definitions that may be put in place: what uses each other many times over grows without end. */
const MOST = 4_000_000;
const DEEPEST = 4;

const NONE: Values = new Map();
const NO_MAPS: ReadonlyMap<string, string> = new Map();

interface Starting {
  readonly tasks: ReadonlyMap<string, readonly Named<TaskSpec>[]>;
  readonly pipelines: ReadonlyMap<string, readonly Named<PipelineSpec>[]>;
  readonly templateOf: (of: TektonResource) => Values;
  /** Params that a Repository sets for its runs. */
  readonly custom: Values;
  readonly taken: Set<TektonResource>;
  /** The file of what starts. */
  root: Source | null;
  left: number;
}

type Named<T> = TektonResource & { readonly spec: T };

/** A definition with what is known where it is taken. */
interface Taken<T> {
  readonly spec: T;
  readonly source: Source;
  readonly given: Values;
  /** Workspaces that a run binds to a ConfigMap, by the names that they have here. */
  readonly maps: ReadonlyMap<string, string>;
}

function startedIn({ resources }: Model, byEvents: boolean): readonly TektonResource[] | null {
  const of: Starting = {
    tasks: byName(resources, (one) => (one.kind === 'Task' ? one : null)),
    pipelines: byName(resources, (one) => (one.kind === 'Pipeline' ? one : null)),
    templateOf: templateParams(resources, byEvents),
    custom: customParams(resources),
    taken: new Set(),
    root: null,
    left: MOST,
  };
  const runs = resources.map((one) => withRuns(one, of, NONE));
  const all = resources.map((one, index) =>
    of.taken.has(one) ? one : alone(runs[index] ?? one, of),
  );
  return of.left < 0
    ? null
    : all.filter((_one, index) => !of.taken.has(resources[index] as TektonResource));
}

/** What nobody takes, with its defaults. */
function alone(one: TektonResource, of: Starting): TektonResource {
  const { source } = one;
  of.root = source;
  if (one.kind === 'Pipeline')
    return {
      ...one,
      spec: pipelineOf({ spec: one.spec, source, given: NONE, maps: NO_MAPS }, of, 0),
    };
  if (one.kind !== 'Task' && one.kind !== 'ClusterTask') return one;
  const node = taskOf({ spec: one.spec, source, given: NONE, maps: NO_MAPS }, of);
  return node === one.spec.node
    ? one
    : { ...one, spec: readTaskSpec({ source, problems: [] }, node) };
}

/** A run as it starts, and what templates create. */
function withRuns(written: TektonResource, of: Starting, template: Values): TektonResource {
  if ('templates' in written) {
    const known = of.templateOf(written);
    return { ...written, templates: written.templates.map((one) => withRuns(one, of, known)) };
  }
  if (written.kind !== 'TaskRun' && written.kind !== 'PipelineRun') return written;
  const { source } = written;
  of.root = source;
  const resource = filledIn(written, template, of);
  if (resource.kind === 'TaskRun') {
    const { taskSpec, ref, params } = resource.spec;
    const called = taskSpec === null ? lookUp(of.tasks, ref, source) : undefined;
    const given = withGiven(NONE, params);
    const taken = take(taskSpec, called, { source, given, maps: mapsIn(resource.spec) }, of);
    if (taken === null) return resource;
    const made = readTaskSpec({ source, problems: [] }, taskOf(taken, of));
    return { ...resource, spec: { ...resource.spec, ref: null, taskSpec: made } };
  }
  if (resource.kind !== 'PipelineRun') return resource;
  const { pipelineSpec, ref, params } = resource.spec;
  const called = pipelineSpec === null ? lookUp(of.pipelines, ref, source) : undefined;
  const given = withGiven(NONE, params);
  const taken = take(pipelineSpec, called, { source, given, maps: mapsIn(resource.spec) }, of);
  if (taken === null) return resource;
  const made = pipelineOf(taken, of, 0);
  return { ...resource, spec: { ...resource.spec, ref: null, pipelineSpec: made } };
}

/** A run with what its template has for its params, and the Repository of Pipelines as Code for its names. */
function filledIn(run: TektonResource, template: Values, of: Starting): TektonResource {
  if (template.size + of.custom.size === 0) return run;
  const { source, index } = run;
  const params = standsFor(template, true);
  const stands: Stands = (variable) => {
    if (variable.kind !== 'pac') return params(variable);
    const value = of.custom.get(variable.name) ?? null;
    return value === null ? undefined : { value, from: null };
  };
  const node = filledNode(run.node, null, within(of, stands));
  return node.kind === 'map'
    ? (readResources({ source, problems: [] }, node, index)[0] ?? run)
    : run;
}

/** The params that the one Repository of a target writes down (Pipelines as Code, "Custom Parameters"). */
function customParams(resources: readonly TektonResource[]): Values {
  const [only, second] = resources.filter(({ kindText }) => kindText.value === 'Repository');
  const params = seqItems(mapGet(mapGet(only?.node, 'spec'), 'params'));
  return new Map(
    (second === undefined ? params : []).flatMap((param) => {
      const name = stringOf(mapGet(param, 'name'));
      const value = mapGet(param, 'value');
      const isAlways = mapGet(param, 'filter') === undefined;
      return name === undefined || value === undefined || !isAlways ? [] : [[name, value] as const];
    }),
  );
}

/** What is written in place, or what is taken by its name. */
function take<T extends { readonly node: MapNode }>(
  own: T | null,
  called: Named<T> | undefined,
  around: Omit<Taken<T>, 'spec'>,
  of: Starting,
): Taken<T> | null {
  if (called === undefined) return own === null ? null : { ...around, spec: own };
  const { start, end } = called.node.span;
  of.left -= end - start;
  of.taken.add(called);
  return { ...around, spec: called.spec, source: called.source };
}

function taskOf({ spec, source, given, maps }: Taken<TaskSpec>, of: Starting): MapNode {
  const known = standsFor(withDefaults(given, spec.params));
  const stands: Stands = (variable) => {
    const map = variable.kind === 'workspace' ? maps.get(variable.name) : undefined;
    if (map === undefined) return known(variable);
    const [{ key }] = spec.node.entries as readonly [MapEntry];
    return { value: withText(key, folderOfConfigMap(map)), from: null };
  };
  const made = filledNode(spec.node, homeIn(of, source), within(of, stands));
  return made.kind === 'map' ? made : spec.node;
}

/** Where a node comes from, if that is another file than that of what starts. */
function homeIn({ root }: Starting, source: Source): Source | null {
  return source === root ? null : source;
}

/** What stands for variables, as long as there is room for it. */
function within(of: Starting, stands: Stands): Stands {
  return (variable) => {
    const given = stands(variable);
    if (given === undefined) return undefined;
    const { value } = given;
    of.left -= value.kind === 'scalar' ? value.text.length : value.span.end - value.span.start;
    return of.left < 0 ? undefined : given;
  };
}

function pipelineOf(taken: Taken<PipelineSpec>, of: Starting, depth: number): PipelineSpec {
  const { spec, source, given, maps } = taken;
  const known = withDefaults(given, spec.params);
  const made = new Map<Node, readonly Node[]>(
    [...spec.tasks, ...spec.finally].map((task) => [
      task.node,
      (depth === 0 ? rowsOf(task) : rowsOf(task).slice(0, 1)).map((row) =>
        entryOf({ spec: task, source, given: known, maps }, of, { depth, row }),
      ),
    ]),
  );
  const isSame = [...made].every(([task, [only, second]]) => only === task && second === undefined);
  const isHere = homeIn(of, source) === null;
  if (isSame && isHere && writtenResults(spec) === null) return spec;
  const entries = spec.node.entries.map(({ key, value }): MapEntry => {
    if (value.kind !== 'seq' || !/^(?:tasks|finally)$/.test(key.text))
      return { key, value: filledNode(value, homeIn(of, source), () => undefined) };
    return {
      key,
      value: { ...value, items: value.items.flatMap((item) => made.get(item) ?? [item]) },
    };
  });
  const shape = { source, problems: [] };
  const node = settled({ ...spec.node, entries }, homeOf(spec.node, source));
  const read = readPipelineSpec(shape, node);
  const results = writtenResults(read);
  if (results === null) return read;
  const filled = filledNode(node, null, within(of, results));
  return filled.kind === 'map' ? readPipelineSpec(shape, filled) : read;
}

/** An entry of a Pipeline with what it takes in its place. */
function entryOf(
  { spec, source, given, maps }: Taken<PipelineTask>,
  of: Starting,
  { depth, row }: { readonly depth: number; readonly row: Values },
): Node {
  const { node, taskSpec, pipelineSpec } = spec;
  of.left -= node.span.end - node.span.start;
  if (of.left < 0 || depth >= DEEPEST) return node;
  const stands = within(of, standsFor(given));
  const entry = without(node, ['taskSpec', 'pipelineSpec']);
  const filled = filledNode(entry, homeIn(of, source), stands);
  const own = filled.kind === 'map' ? filled : entry;
  const task = taskSpec === null ? lookUp(of.tasks, spec.taskRef, source) : undefined;
  const pipeline =
    pipelineSpec === null ? lookUp(of.pipelines, spec.pipelineRef, source) : undefined;
  const called = task ?? pipeline;
  const renamed = workspacesIn(spec);
  const params = spec.params.map((param) => ({
    ...param,
    value:
      param.value === null
        ? null
        : filledNode(filledNode(param.value, homeIn(of, source), stands), null, renamed),
  }));
  const inner = withGiven(called === undefined ? given : NONE, params);
  const around = {
    source,
    given: row.size === 0 ? inner : new Map([...inner, ...row]),
    maps: mapsOf(spec, maps, called === undefined),
  };
  const taken = take(taskSpec, task, around, of);
  const nested = take(pipelineSpec, pipeline, around, of);
  if (taken !== null)
    return withEntries(without(own, ['taskRef']), { taskSpec: taskOf(taken, of) });
  if (nested === null) return own;
  const made = pipelineOf(nested, of, depth + 1).node;
  return withEntries(without(own, ['pipelineRef']), { pipelineSpec: made });
}

function without(map: MapNode, keys: readonly string[]): MapNode {
  const entries = map.entries.filter(({ key }) => !keys.includes(key.text));
  if (entries.length === map.entries.length) return map;
  return settled({ ...map, entries }, homeOf(map, null));
}
