import type { PipelineSpec, PipelineTask } from '../tekton/pipeline.js';
import { customFunction, customNameOf } from './custom.js';
import { MOST_OF_MATRIX, type DefinedPart } from './defined.js';
import { givenTo } from './given.js';
import { ONCE, times, type Count } from './matrix.js';
import { orderOfTasks } from './order.js';
import { functionsOfTask } from './task.js';
import type { Finder } from './tekton.js';
import { defaultsOf, valuesOfTask, type KnownParams } from './values.js';

/** How deep pipelines are looked for in pipelines: Tekton refuses circles alone. */
const DEEPEST = 10;

/** More than this is no pipeline, but a trap. */
const MOST_PARTS = 4096;

/** The task whose pipeline is looked at, and what holds for all tasks of that. */
interface Outer {
  readonly part: DefinedPart | null;
  readonly params: KnownParams;
  readonly depth: number;
}

interface Gathering {
  readonly find: Finder;
  readonly found: DefinedPart[];
}

/** The tasks of a pipeline, those of the pipelines in it among them (Tekton, docs/pipelines-in-pipelines.md). */
export function partsOfPipeline(spec: PipelineSpec, find: Finder): readonly DefinedPart[] {
  const found: DefinedPart[] = [];
  addTasks(spec, { part: null, params: defaultsOf(spec.params), depth: 0 }, { find, found });
  return found;
}

function addTasks(spec: PipelineSpec, outer: Outer, into: Gathering): void {
  const order = orderOfTasks(spec.node);
  for (const [at, task] of [...spec.tasks, ...spec.finally].entries()) {
    const inner = task.pipelineSpec ?? into.find.pipeline(task.pipelineRef);
    const isNested = task.pipelineSpec !== null || task.pipelineRef !== null;
    const isEndless = outer.depth >= DEEPEST || into.found.length >= MOST_PARTS;
    const content = isNested
      ? { ...NOTHING, untold: nestedUntold(task, { isKnown: inner !== null, isEndless }) }
      : contentOf(task, outer, into.find);
    const part = partOf(task, { at, order, outer, content, isNested });
    into.found.push(part);
    if (inner === null || part.untold !== null) continue;
    // A pipeline that is written here sees the params around it, which a run may set.
    const around = task.pipelineSpec === null ? [] : [...outer.params.keys()];
    const given = (part.given ?? []).map(({ name, value }): [string, [string | null]] => [
      name,
      [value],
    ]);
    const open = around.map((name): [string, [null]] => [name, [null]]);
    const params = new Map([...defaultsOf(inner.params), ...open, ...given]);
    addTasks(inner, { part, params, depth: outer.depth + 1 }, into);
  }
}

type Content = Pick<DefinedPart, 'untold' | 'functions' | 'values'>;

const NOTHING: Content = { untold: null, functions: [], values: [] };

function nestedUntold(
  task: PipelineTask,
  { isKnown, isEndless }: { readonly isKnown: boolean; readonly isEndless: boolean },
): string | null {
  if (!isKnown) return referenceText(task);
  return isEndless ? 'pipelines in pipelines without end' : null;
}

function contentOf(task: PipelineTask, outer: Outer, find: Finder): Content {
  if (customNameOf(task) !== null) return { ...NOTHING, functions: [customFunction(task)] };
  const spec = task.taskSpec ?? find.task(task.taskRef);
  if (spec === null) return { ...NOTHING, untold: referenceText(task) };
  const functions = functionsOfTask(spec, find.action);
  const around: KnownParams = task.taskSpec === null ? new Map() : outer.params;
  return { untold: null, functions, values: valuesOfTask(spec, functions, around) };
}

interface Place {
  readonly at: number;
  readonly order: ReadonlyMap<string, readonly string[]>;
  readonly outer: Outer;
  readonly content: Content;
  readonly isNested: boolean;
}

function partOf(task: PipelineTask, place: Place): DefinedPart {
  const { at, order, outer, content } = place;
  const name = task.name?.value ?? '';
  const own = runsOf(task);
  const after = (order.get(name) ?? []).map((each) => below(outer, each));
  const around = outer.part;
  return {
    id: below(outer, name || `task ${String(at + 1)}`),
    within: around?.id ?? null,
    ...(around === null ? own : times(around, own)),
    after: after.length === 0 && around !== null ? around.after : after,
    ...endOf(task, outer),
    ...shownAs(task, own, place),
    ...content,
  };
}

/** Of a pipeline of elsewhere the tasks are called as it likes, and given what it likes. */
function shownAs(
  task: PipelineTask,
  own: Count,
  { outer: { part }, content, isNested }: Place,
): Pick<DefinedPart, 'names' | 'given'> {
  const names = namesOf(task.name?.value || '*', part);
  return isNested && content.untold !== null
    ? { names: [...names, ...insides(names, own)], given: null }
    : { names, given: givenTo(task, part?.given ?? []) };
}

function endOf(
  task: PipelineTask,
  { part }: Outer,
): Pick<DefinedPart, 'retries' | 'conditional' | 'mayFail'> {
  const retries = task.retries?.value ?? '0';
  return {
    retries: /^\d{1,4}$/.test(retries) ? Number(retries) : null,
    conditional: task.when.length > 0,
    mayFail:
      part?.mayFail === true || (task.onError !== null && task.onError.value !== 'stopAndFail'),
  };
}

function below({ part }: Outer, name: string): string {
  return part === null ? name : `${part.id}/${name}`;
}

/** `outer/inner`, or `outer[2]/inner` where a matrix makes several of the outer one. */
function namesOf(name: string, outer: DefinedPart | null): readonly string[] {
  if (outer === null) return [name];
  return insides(outer.names, outer, name);
}

function insides(outer: readonly string[], { most }: Count, name = '*'): readonly string[] {
  return outer.flatMap((each) => [
    `${each}/${name}`,
    ...(most === 1 ? [] : [`${each}[*]/${name}`]),
  ]);
}

function referenceText({ taskRef, pipelineRef }: PipelineTask): string {
  const { bundle, resolver, name, params } = taskRef ?? pipelineRef ?? NO_REFERENCE;
  if (resolver !== null) {
    const given = params.map((param) => `${param.name.value}=${textOf(param.value)}`);
    return [resolver.value, ...given].join(' ');
  }
  return bundle?.value || name?.value || 'a task without a definition';
}

const NO_REFERENCE = { bundle: null, resolver: null, name: null, params: [] };

function textOf(value: PipelineTask['params'][number]['value']): string {
  return value?.kind === 'scalar' ? value.text : '…';
}

/** An empty array makes no run at all; `include` adds some, or changes those that there are. */
function runsOf({ matrix }: PipelineTask): Count {
  if (matrix === null) return ONCE;
  const lists = matrix.params.map(({ value }) =>
    value?.kind === 'seq' ? value.items.length : null,
  );
  if (lists.includes(null)) return { least: 0, most: MOST_OF_MATRIX };
  const all = lists.reduce<number>((one, other) => one * (other ?? 0), lists.length > 0 ? 1 : 0);
  const added = matrix.include.length;
  return { least: lists.length > 0 ? all : added, most: all + added };
}
