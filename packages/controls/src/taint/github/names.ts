import type { MapNode, Node } from '@plumbline/core';
import type { Text, Workflow, WorkflowStep } from '@plumbline/pipeline';
import type { AccessPath } from '../../expression/path.js';
import type { Occurrence } from '../../expression/occurrences.js';
import { taintsOf, type Resolve } from '../evaluate.js';
import { CLEAN, passed, union, type Grade, type Taint } from '../taint.js';
import type { Place } from '../../violation.js';
import type { Start } from './attacker.js';
import { outputNamed, type Frame } from './frame.js';
import { payloadFields, UNKNOWN_EVENT } from './payload.js';
import { expressionsOf, placeWithin } from './texts.js';

/** Who chooses what an expression of a text gives. */
export function taintsAt(frame: Frame, text: Text, occurrence: Occurrence): readonly Taint[] {
  if (occurrence.expression === null) return CLEAN;
  let place: Place | null = null;
  const at = (): Place => (place ??= placeWithin(frame.of, text, occurrence));
  return taintsOf(occurrence.expression, resolver(frame, at));
}

/** Who chooses any part of a text. */
export function taintsOfText(frame: Frame, text: Text | null): readonly Taint[] {
  if (text === null) return CLEAN;
  return union(...expressionsOf(text).map((occurrence) => taintsAt(frame, text, occurrence)));
}

/** The variables of the job and those that the step sets, which the context `env` holds: to be read only. */
export function withOwn(frame: Frame, { env }: WorkflowStep): Frame['env'] {
  if (env === null) return frame.env;
  const own = env.entries.map(
    ({ name, value }) => [name.value, taintsOfText(frame, value)] as const,
  );
  return new Map([...frame.env, ...own]);
}

function resolver(frame: Frame, at: () => Place): Resolve {
  return (path) => {
    const [context = '', first = '*'] = path;
    switch (context) {
      case 'github':
        return github(frame, path, at);
      case 'inputs':
        return first === '*' ? CLEAN : stop(frame.inputs(first), path, at);
      case 'env':
        return stop(
          first === '*'
            ? union(...frame.env.values())
            : (frame.env.get(first) ?? envAnyCase(frame, first)),
          path,
          at,
        );
      case 'steps':
        return stepOutput(frame, path, at);
      case 'needs':
      case 'jobs':
        return stop(outputNamed(frame.outputsOf(first), path[3] ?? '*'), path, at, 'boundary');
      case 'matrix':
        return stop(matrixValues(frame, first), path, at);
      default:
        return CLEAN;
    }
  };
}

function envAnyCase(frame: Frame, name: string): readonly Taint[] {
  for (const [key, value] of frame.env) if (key.toLowerCase() === name) return value;
  return CLEAN;
}

function stepOutput(frame: Frame, path: AccessPath, at: () => Place): readonly Taint[] {
  const [, id = '*', part = '*', name = '*'] = path;
  if (part !== 'outputs' && part !== '*') return CLEAN;
  const values =
    id === '*'
      ? [...frame.steps.values()].flatMap((outputs) => outputNamed(outputs, '*'))
      : outputNamed(frame.steps.get(id), name);
  return stop(union(values), path, at, 'boundary');
}

function stop(
  taints: readonly Taint[],
  path: AccessPath,
  at: () => Place,
  kind: 'boundary' | 'within' = 'within',
): readonly Taint[] {
  if (taints.length === 0) return CLEAN;
  return passed(taints, { ...at(), message: `read as \`${path.join('.')}\`` }, kind);
}

const REFS = new Set(['ref', 'ref_name', 'workflow_ref']);

function github(frame: Frame, path: AccessPath, at: () => Place): readonly Taint[] {
  const [, first] = path;
  if (first === 'head_ref') return headRef(frame, path, at);
  if (first !== undefined && REFS.has(first)) return refTaints(frame, path, at);
  if (first === 'event' && path[2] === 'inputs') {
    const name = path[3] ?? '*';
    return name === '*' ? CLEAN : stop(frame.inputs(name), path, at);
  }
  if (first !== undefined && first !== 'event' && first !== '*') return CLEAN;
  return union(...eventsOf(frame).map((event) => fieldsOf(frame, path, event, at)));
}

function eventsOf(frame: Frame): readonly string[] {
  return [...new Set(frame.starts.map(({ event }) => event))];
}

function fieldsOf(
  frame: Frame,
  path: AccessPath,
  event: string,
  at: () => Place,
): readonly Taint[] {
  return payloadFields(path.slice(2), event).map((field) =>
    entry(`github.event.${field.path.join('.')}`, at(), {
      grade: gradeIn(frame, event, field.grade),
      who: whoIn(frame, event, field.who),
      free: field.free,
      lines: field.lines,
      revision: field.revision,
    }),
  );
}

/** What only people with access can start is chosen by them. */
function gradeIn(frame: Frame, event: string, grade: Grade): Grade {
  const outside = frame.starts.some((start) => start.event === event && isOutside(start));
  return outside || grade === 'caller' ? grade : 'committer';
}

function isOutside({ outsider, forOutsider }: Start): boolean {
  return outsider || forOutsider === true;
}

function whoIn(frame: Frame, event: string, who: string): string {
  const outside = frame.starts.some((start) => start.event === event && isOutside(start));
  return outside || !/^Whoever (?:opens|comments|reviews|starts)/.test(who)
    ? who
    : `${who} with access to the repository`;
}

/** A value that enters here. */
export function entry(
  name: string,
  at: Place,
  marks: Pick<Taint, 'grade' | 'who'> & Partial<Pick<Taint, 'free' | 'lines' | 'revision'>>,
): Taint {
  return {
    free: true,
    lines: false,
    revision: false,
    ...marks,
    name,
    crossed: false,
    trail: [{ ...at, message: `${lowerFirst(marks.who)} chooses \`${name}\`` }],
  };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

const PULLS = /^pull_request(?:_target|_review|_review_comment)?$/;

function headRef(frame: Frame, path: AccessPath, at: () => Place): readonly Taint[] {
  const event = eventsOf(frame).find((name) => PULLS.test(name) || name === UNKNOWN_EVENT);
  if (event === undefined) return CLEAN;
  return [
    entry(path.join('.'), at(), {
      grade: gradeIn(frame, event, 'author'),
      who: whoIn(frame, event, 'Whoever opens a pull request'),
      revision: true,
    }),
  ];
}

/** The branch or tag of the run. It is one of the listed ones where the trigger lists them without wildcards. */
function refTaints(frame: Frame, path: AccessPath, at: () => Place): readonly Taint[] {
  const free = freeRefs(frame);
  const [event] = free;
  if (event === undefined) return CLEAN;
  const dispatch = free.every((name) => name === 'workflow_dispatch');
  return [
    entry(path.join('.'), at(), {
      grade: dispatch ? 'caller' : 'committer',
      who: dispatch ? 'Whoever starts the workflow' : 'Whoever pushes a branch or tag',
    }),
  ];
}

/** The events in whose runs somebody chooses the name of the branch or tag. */
export function freeRefs(frame: Frame): readonly string[] {
  return eventsOf(frame).filter((event) => refIsFree(frame, event));
}

const REF_EVENTS = new Set([
  'push',
  'create',
  'delete',
  'release',
  'workflow_dispatch',
  'merge_group',
]);

function refIsFree(frame: Frame, event: string): boolean {
  if (!REF_EVENTS.has(event)) return false;
  const workflow = frame.site?.workflow;
  return event !== 'push' || workflow === undefined || !isListed(workflow);
}

const WILD = /[*?+![\]]/;

function isListed(workflow: Workflow): boolean {
  const push = workflow.triggers.find((trigger) => trigger.event.value === 'push');
  const lists = push?.filters.filter(({ name }) => /^(?:branches|tags)$/.test(name.value)) ?? [];
  return (
    lists.length > 0 && lists.every(({ values }) => values.every(({ value }) => !WILD.test(value)))
  );
}

/** Who chooses the values of an axis, those of `include` with them; `*` is all axes. */
export function matrixValues(frame: Frame, axis: string): readonly Taint[] {
  const { matrix } = frame;
  if (matrix === null) return CLEAN;
  const axes = matrix.axes.filter(({ name }) => axis === '*' || name.value.toLowerCase() === axis);
  const texts = [
    matrix.expression,
    ...axes.map(({ expression }) => expression),
    ...axes.flatMap(({ values }) => values.flatMap(scalarsIn)),
    ...matrix.include.flatMap((row) => rowValues(row, axis)),
  ];
  const outer: Frame = { ...frame, matrix: null };
  return union(...texts.map((text) => taintsOfText(outer, text)));
}

function rowValues(row: MapNode, axis: string): readonly Text[] {
  return row.entries
    .filter(({ key }) => axis === '*' || key.text.toLowerCase() === axis)
    .flatMap(({ value }) => scalarsIn(value));
}

function scalarsIn(node: Node): readonly Text[] {
  if (node.kind === 'scalar') return node.text.includes('${{') ? [{ value: node.text, node }] : [];
  if (node.kind === 'seq') return node.items.flatMap(scalarsIn);
  return node.entries.flatMap(({ value }) => scalarsIn(value));
}
