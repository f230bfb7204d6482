import {
  mapGet,
  remembered,
  scalarOf,
  seqItems,
  type MapEntry,
  type MapNode,
  type Node,
} from '@plumbline/core';
import {
  parseUses,
  readWorkflow,
  type Action,
  type Model,
  type Workflow,
} from '@plumbline/pipeline';
import { parseCondition } from '../expression/occurrences.js';
import { truthOf } from '../expression/truth.js';
import { textAt } from '../files.js';
import { isFilled, resettled } from '../foreign.js';
import { shared, type Subject } from '../subject.js';
import { inlineActions, outputsStand } from './action.js';
import { constantsOf, writtenBy } from './constants.js';
import {
  bothOf,
  changed,
  fillerOf,
  LONGEST,
  Room,
  withEntries,
  withText,
  type Stands,
} from './fill.js';
import { isFixed, jobOutputs } from './outputs.js';
import { settingsOf, withSettings, type Settings } from './settings.js';
import { inlineScripts, type ReadText } from './scripts.js';
import { withMatrix } from './matrix.js';
import { withVariables } from './variables.js';
import { inlineWorkflows } from './workflow.js';

/** The target as it runs: what workflows call of it stands in its place. */
export const inlinedSubject = shared((subject: Subject): Subject => {
  const texts = remembered((path: string) => textAt(subject, path));
  const model = inlined(subject.model, texts);
  return model === subject.model ? subject : { ...subject, model };
});

/**
 * The model with every workflow as it runs: workflows, composite actions and scripts of the repository stand in the
 * place where they are called, and names of constants are what they stand for. What nobody calls stays by itself.
 * The same model where nothing is called.
 */
function inlined(model: Model, read: ReadText): Model {
  const calls: Calls = {
    workflows: new Map(model.workflows.map((workflow) => [workflow.path, workflow])),
    actions: new Map(model.actions.map((action) => [action.folder, action])),
    read,
    left: MOST,
    isFull: false,
    done: new Map(),
  };
  const workflows = model.workflows.map((workflow) =>
    workflow.executed ? inlineWorkflow(workflow, calls) : workflow,
  );
  if (workflows.every((workflow, index) => workflow === model.workflows[index])) return model;
  if (calls.isFull) return { ...model, workflows };
  const placed = placedIn(model, calls);
  return {
    ...model,
    workflows: workflows.filter((workflow) => !placed.has(workflow.path) || isRoot(workflow)),
    actions: model.actions.map((action) =>
      placed.has(action.folder) ? { ...action, steps: [] } : action,
    ),
  };
}

interface Calls {
  readonly workflows: ReadonlyMap<string, Workflow>;
  readonly actions: ReadonlyMap<string, Action>;
  readonly read: ReadText;
  /** How many steps may still be put in place, and whether a call stays a call because of that: then nothing is taken away. */
  left: number;
  isFull: boolean;
  /** Copies of a file share their nodes: each is put together once. */
  readonly done: Map<MapNode, MapNode>;
}

/** Steps that a target, a job, and jobs that a workflow may gain by what is put in place; calls beyond that stay calls. */
const MOST = 20_000;
const MOST_OF_JOB = 400;
const MOST_JOBS = 250;

/** Whether a workflow starts by itself. */
function isRoot({ executed, triggers }: Workflow): boolean {
  return executed && triggers.some(({ event }) => event.value !== 'workflow_call');
}

/** The paths and folders of what workflows that start by themselves call, directly or over others. */
function placedIn({ workflows }: Model, calls: Calls): ReadonlySet<string> {
  const found = new Set<string>();
  const open = workflows.filter(isRoot).flatMap((workflow) => usesIn(workflow));
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const called = calls.workflows.get(path) ?? calls.actions.get(path);
    if (called === undefined || found.has(path)) continue;
    found.add(path);
    open.push(...usesIn(called));
  }
  return found;
}

function usesIn(of: Workflow | Action): readonly string[] {
  const steps = 'jobs' in of ? of.jobs.flatMap((job) => job.steps) : of.steps;
  const jobs = 'jobs' in of ? of.jobs : [];
  return [...jobs, ...steps].flatMap(({ uses }) => {
    const parsed = uses === null ? null : parseUses(uses.value);
    return parsed?.kind === 'local' ? [parsed.path] : [];
  });
}

function inlineWorkflow(workflow: Workflow, calls: Calls): Workflow {
  const node = calls.done.get(workflow.node) ?? inlineJobsOf(workflow, calls);
  calls.done.set(workflow.node, node);
  if (node === workflow.node) return workflow;
  return readWorkflow({ source: workflow.source, problems: [] }, node, workflow.executed);
}

function inlineJobsOf(workflow: Workflow, calls: Calls): MapNode {
  const jobs = mapGet(workflow.node, 'jobs');
  if (jobs?.kind !== 'map') return workflow.node;
  const room = new Room(MOST_JOBS);
  const entries = inlineJobs(workflow, inlineWorkflows(workflow, calls.workflows, room), calls);
  calls.isFull ||= room.isFull;
  const same =
    entries.length === jobs.entries.length &&
    entries.every(({ value }, index) => value === jobs.entries[index]?.value);
  return same ? workflow.node : withEntries(workflow.node, { jobs: { ...jobs, entries } });
}

/** Each job behind those that it needs, whose outputs it may read. */
function inlineJobs(
  workflow: Workflow,
  jobs: readonly MapEntry[],
  calls: Calls,
): readonly MapEntry[] {
  const byId = new Map(jobs.map((job) => [job.key.text.toLowerCase(), job]));
  const done = new Map<string, MapEntry | null>();
  const outputs = new Map<string, ReadonlyMap<string, string>>();
  /** The conditions under which a job runs, its own and those of the jobs that it needs. */
  const held = new Map<string, ReadonlySet<string>>();
  const visit = (id: string): void => {
    const job = byId.get(id);
    if (job === undefined || done.has(id)) return;
    done.set(id, null);
    for (const need of needsOf(job.value)) visit(need);
    const inlined = inlineJob(workflow.node, withNeeds(job, outputs), calls);
    const needed = new Set(needsOf(job.value).flatMap((need) => [...(held.get(need) ?? [])]));
    done.set(id, underNeeds(inlined, needed));
    held.set(id, conditionsUnder(inlined, needed));
    outputs.set(id, jobOutputs(inlined.value));
  };
  for (const id of byId.keys()) visit(id);
  return jobs.map((job) => done.get(job.key.text.toLowerCase()) ?? job);
}

function needsOf(job: Node): readonly string[] {
  const needs = mapGet(job, 'needs');
  const items = needs?.kind === 'scalar' ? [needs] : seqItems(needs);
  return items.flatMap((node) => scalarOf(node)?.text.toLowerCase() ?? []);
}

function withNeeds(
  job: MapEntry,
  outputs: ReadonlyMap<string, ReadonlyMap<string, string>>,
): MapEntry {
  const stands: Stands = ([context, id = '', kind, name = '']) =>
    context === 'needs' && kind === 'outputs' ? outputs.get(id)?.get(name) : undefined;
  const value = outputs.size === 0 ? job.value : changed(job.value, fillerOf(stands), null);
  return value === job.value ? job : { key: job.key, value };
}

/** More conditions than this say nothing more. */
const MANY = 16;

function conditionsUnder(job: MapEntry, needed: ReadonlySet<string>): ReadonlySet<string> {
  const own = scalarOf(mapGet(job.value, 'if'))?.text;
  if (own === undefined) return needed;
  if (STATUS.test(own)) return new Set();
  const all = isFixed(own) && own.length < LONGEST ? new Set([...needed, own]) : needed;
  return all.size > MANY ? new Set() : all;
}

/** A job that is skipped with a job that it needs has the conditions of that one as well. */
function underNeeds(job: MapEntry, needed: ReadonlySet<string>): MapEntry {
  const own = scalarOf(mapGet(job.value, 'if'));
  const added = [...needed].filter((text) => text !== own?.text);
  if (job.value.kind !== 'map' || added.length === 0) return job;
  if (own !== undefined && STATUS.test(own.text)) return job;
  const condition = added.reduceRight((inner, outer) => bothOf(outer, inner), own?.text ?? null);
  const template = own ?? job.key;
  return condition === null
    ? job
    : { key: job.key, value: withEntries(job.value, { if: withText(template, condition) }) };
}

const STATUS = /\b(?:always|failure|success|cancelled)\s*\(/;

function inlineJob(workflow: MapNode, job: MapEntry, calls: Calls): MapEntry {
  if (job.value.kind !== 'map') return job;
  const given = seqItems(mapGet(job.value, 'steps'));
  const room = new Room(Math.min(MOST_OF_JOB, calls.left));
  const { steps, outputs } = inlineActions(given, calls.actions, room);
  calls.isFull ||= room.isFull;
  calls.left -= steps.length - given.length;
  const whole = withSteps(job.value, given, withVariables(steps));
  const named = outputs.size === 0 ? whole : changed(whole, fillerOf(outputsStand(outputs)), null);
  const alive = withoutDead(named);
  const read = withMatrix(alive);
  const constants = constantsOf(workflow, read);
  const filled = constants === null ? read : changed(read, fillerOf(constants), null);
  const value = withScripts(workflow, withoutNothing(filled), calls.read);
  return value === job.value ? job : { key: job.key, value };
}

/** A job without an environment whose name comes to nothing. */
function withoutNothing(job: Node): Node {
  const environment = mapGet(job, 'environment');
  const name = scalarOf(environment) ?? scalarOf(mapGet(environment, 'name'));
  if (job.kind !== 'map' || name?.text.trim() !== '') return job;
  const entries = job.entries.filter(({ value }) => value !== environment);
  return resettled({ ...job, entries }, job, null);
}

/** A job without the steps that what calls them switches off; what a variable or an axis switches off is judged as if it were on. */
function withoutDead(job: Node): Node {
  if (job.kind !== 'map') return job;
  const steps = seqItems(mapGet(job, 'steps'));
  return withSteps(
    job,
    steps,
    steps.filter((step) => !isDead(step)),
  );
}

function isDead(step: Node): boolean {
  const condition = scalarOf(mapGet(step, 'if'));
  if (condition === undefined || !isFilled(condition)) return false;
  const { expression } = parseCondition(condition.text);
  return expression !== null && truthOf(expression, () => null) === false;
}

function withSteps(job: MapNode, before: readonly Node[], after: readonly Node[]): MapNode {
  const list = mapGet(job, 'steps');
  const same =
    before.length === after.length && before.every((node, index) => node === after[index]);
  return same || list?.kind !== 'seq'
    ? job
    : withEntries(job, { steps: { ...list, items: after } });
}

function withScripts(workflow: MapNode, job: Node, read: ReadText): Node {
  if (job.kind !== 'map') return job;
  const before = seqItems(mapGet(job, 'steps'));
  const folder = folderIn(job) ?? folderIn(workflow) ?? '';
  const settings = settingsIn(workflow, job);
  const after = before.map((step) => {
    const run = scalarOf(mapGet(step, 'run'));
    const shell = scalarOf(mapGet(step, 'shell'))?.text ?? 'bash';
    if (run === undefined || !/^(?:ba)?sh\b/.test(shell)) return step;
    const own = scalarOf(mapGet(step, 'working-directory'))?.text ?? folder;
    const place = own.replace(/^\.\/|\/$/g, '');
    const whole = changed(
      withSettings(step, settings),
      (text, key) => (key === 'run' ? inlineScripts(text, place === '.' ? '' : place, read) : null),
      null,
    );
    return withSettings(whole, settings);
  });
  return withSteps(job, before, after);
}

/** The settings of a job that no step of it changes for those behind it. */
function settingsIn(workflow: MapNode, job: MapNode): Settings {
  const both = settingsOf(settingsOf(new Map(), mapGet(workflow, 'env')), mapGet(job, 'env'));
  const written = new Set(seqItems(mapGet(job, 'steps')).flatMap(writtenBy));
  return new Map([...both].filter(([name]) => !written.has(name)));
}

function folderIn(node: MapNode): string | undefined {
  return scalarOf(mapGet(mapGet(mapGet(node, 'defaults'), 'run'), 'working-directory'))?.text;
}
