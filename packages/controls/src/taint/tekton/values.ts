import type { Node, ScalarNode, Source } from '@plumbline/core';
import { eventVariablesIn, variablesIn, type Variable } from '../../variables/variables.js';
import { givenPart } from '../../foreign.js';
import { placeIn, placeWithin, type Place } from '../../violation.js';
import { CLEAN, passed, union, type Grade, type Taint } from '../taint.js';
import { pacField, type WebhookField } from './webhook.js';

/** What variables mean in a place. */
export interface Scope {
  /** Of one key where an object is meant. */
  readonly param: (name: string, key?: string) => readonly Taint[];
  readonly template: (name: string) => readonly Taint[];
  readonly taskResult: (task: string, name: string) => readonly Taint[];
  readonly stepResult: (step: string, name: string) => readonly Taint[];
  readonly event: (from: string, path: readonly string[]) => WebhookField | null;
  /** Whether Pipelines as Code fills in `{{ … }}`. */
  readonly pac: boolean;
}

const NOTHING = (): readonly Taint[] => CLEAN;

/** Where no variable means anything. */
export const EMPTY_SCOPE: Scope = {
  param: NOTHING,
  template: NOTHING,
  taskResult: NOTHING,
  stepResult: NOTHING,
  event: () => null,
  pac: false,
};

/** A part of a text that is filled in. */
export interface Filled {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly taints: readonly Taint[];
  readonly variable: Variable | null;
}

/** What is filled into a text before anything runs, in order. */
export function filledIn(source: Source, node: ScalarNode, scope: Scope): readonly Filled[] {
  const uses = variablesIn(node.text).map(({ start, end, text, variable }) => ({
    start,
    end,
    text: nameOf(variable) ?? text,
    variable,
    taints: handedOn(
      node,
      start,
      taintsOfVariable(variable, scope, () => placeAt(source, node, { start, end })),
    ),
  }));
  const events = scope.pac ? eventVariablesIn(node.text) : [];
  if (events.length === 0) return uses;
  const filled = events.map(({ start, end, text, path }) => ({
    start,
    end,
    text,
    variable: null,
    taints: handedOn(
      node,
      start,
      entering(pacField(path), path.join('.'), () => placeAt(source, node, { start, end })),
    ),
  }));
  const outside = filled.filter(
    (one) => !uses.some((use) => use.start <= one.start && one.end <= use.end),
  );
  return [...uses, ...outside].sort((a, b) => a.start - b.start);
}

/** A value that a step gives to its StepAction goes over one more boundary. */
function handedOn(node: ScalarNode, at: number, taints: readonly Taint[]): readonly Taint[] {
  const given = taints.length === 0 ? null : givenPart(node, at);
  if (given === null) return taints;
  const stop = { ...placeIn(given, given.name), message: `given as \`${given.name.text}\`` };
  return passed(taints, stop, 'boundary');
}

/** The place of a part of a text that a value stands in. */
export function placeAt(
  source: Source,
  node: ScalarNode,
  part: { start: number; end: number },
): Place {
  return placeWithin(source, node, part);
}

/** One name for all spellings of a variable. */
function nameOf(variable: Variable): string | null {
  switch (variable.kind) {
    case 'param':
      return `$(${variable.template ? 'tt.' : ''}params.${variable.name})`;
    case 'task-result':
      return `$(tasks.${variable.task}.results.${variable.name})`;
    case 'step-result':
      return `$(steps.${variable.step}.results.${variable.name})`;
    default:
      return null;
  }
}

function taintsOfVariable(variable: Variable, scope: Scope, at: () => Place): readonly Taint[] {
  switch (variable.kind) {
    case 'param':
      return read(
        variable.template
          ? scope.template(variable.name)
          : scope.param(variable.name, variable.key),
        `${variable.template ? 'tt.' : ''}params.${variable.name}`,
        at,
      );
    case 'task-result':
      return read(
        scope.taskResult(variable.task, variable.name),
        `tasks.${variable.task}.results.${variable.name}`,
        at,
      );
    case 'step-result':
      return read(
        scope.stepResult(variable.step, variable.name),
        `steps.${variable.step}.results.${variable.name}`,
        at,
      );
    case 'event':
      return entering(
        scope.event(variable.from, variable.path),
        [variable.from, ...variable.path].join('.'),
        at,
      );
    default:
      return CLEAN;
  }
}

function read(taints: readonly Taint[], name: string, at: () => Place): readonly Taint[] {
  return taints.length === 0
    ? CLEAN
    : passed(taints, { ...at(), message: `read as \`${name}\`` }, 'within');
}

function entering(field: WebhookField | null, name: string, at: () => Place): readonly Taint[] {
  if (field === null) return CLEAN;
  const who = field.who.charAt(0).toLowerCase() + field.who.slice(1);
  return [
    {
      ...field,
      name,
      revision: false,
      crossed: false,
      trail: [{ ...at(), message: `${who} chooses \`${name}\`` }],
    },
  ];
}

/** A parameter that anybody who starts the definition may choose. */
export function chosenByCaller(name: string, at: Place, who: string): Taint {
  const grade: Grade = 'caller';
  return {
    grade,
    name: `params.${name}`,
    who,
    free: true,
    lines: true,
    revision: false,
    crossed: false,
    trail: [
      { ...at, message: `${who.charAt(0).toLowerCase()}${who.slice(1)} chooses \`${name}\`` },
    ],
  };
}

/** Who chooses any part of a value: a text, a list, an object. */
export function taintsOfNode(source: Source, node: Node | null, scope: Scope): readonly Taint[] {
  if (node === null) return CLEAN;
  if (node.kind === 'scalar')
    return union(...filledIn(source, node, scope).map(({ taints }) => taints));
  const inner = node.kind === 'seq' ? node.items : node.entries.map(({ value }) => value);
  return union(...inner.map((item) => taintsOfNode(source, item, scope)));
}
