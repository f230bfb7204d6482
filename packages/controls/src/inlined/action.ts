import { mapGet, scalarOf, seqItems, type MapNode, type Node } from '@plumbline/core';
import { parseUses, type Action } from '@plumbline/pipeline';
import { callOf } from '../foreign.js';
import {
  changed,
  conditionOfCall,
  fillerOf,
  fillText,
  inherited,
  instead,
  merged,
  withEntries,
  type Change,
  type Room,
  type Stands,
} from './fill.js';
import { handedOn } from './outputs.js';

/** The steps of a job, with what later parts of the job call the outputs of an action that is no longer one step. */
export interface Inlined {
  readonly steps: readonly Node[];
  /** By the id of the step and the name of the output. */
  readonly outputs: ReadonlyMap<string, string>;
}

/** Steps with each composite action of the repository in the place of the step that uses it (GitHub, "Creating a composite action"). */
export function inlineActions(
  steps: readonly Node[],
  actions: ReadonlyMap<string, Action>,
  room: Room,
  depth = 0,
): Inlined {
  const outputs = new Map<string, string>();
  const fill = fillerOf(outputsStand(outputs));
  const inlined = steps.flatMap((step, index): readonly Node[] => {
    const filled = outputs.size === 0 ? step : changed(step, fill, null);
    const action = calledAction(filled, actions);
    if (action === undefined || filled.kind !== 'map' || !room.takes(action.steps.length, depth)) {
      noteOutputs(filled, outputs);
      return [filled];
    }
    const inner = callAction(filled, action, { index, actions, outputs, room, depth });
    return steps.slice(0, index).some(bringsFiles) ? [filled, ...inner] : inner;
  });
  return { steps: inlined, outputs };
}

/** What the step writes to its outputs is known to the steps behind it. */
function noteOutputs(step: Node, outputs: Map<string, string>): void {
  const id = scalarOf(mapGet(step, 'id'))?.text.toLowerCase();
  if (id === undefined) return;
  for (const [name, text] of handedOn(step).outputs) outputs.set(`${id} ${name}`, text);
}

/** Whether the files of the action may be those of another revision: the step that uses it is kept as well. */
function bringsFiles(step: Node): boolean {
  const given = mapGet(step, 'with');
  const run = scalarOf(mapGet(step, 'run'))?.text ?? '';
  return (
    mapGet(given, 'ref') !== undefined ||
    mapGet(given, 'repository') !== undefined ||
    /\bgit\b[^\n]{0,200}\b(?:checkout|switch|fetch|pull|merge|clone|reset)\b|\bgh\s+pr\s+checkout\b/.test(
      run,
    )
  );
}

/** What stands for `steps.<id>.outputs.<name>` of a step that is gone. */
export function outputsStand(outputs: ReadonlyMap<string, string>): Stands {
  return ([context, id, kind, name]) =>
    context === 'steps' && kind === 'outputs'
      ? outputs.get(`${id ?? ''} ${name ?? ''}`)
      : undefined;
}

function calledAction(step: Node, actions: ReadonlyMap<string, Action>): Action | undefined {
  const uses = scalarOf(mapGet(step, 'uses'));
  const parsed = uses === undefined ? null : parseUses(uses.text);
  if (parsed?.kind !== 'local') return undefined;
  const action = actions.get(parsed.path);
  return action?.using?.value === 'composite' && action.steps.length > 0 ? action : undefined;
}

interface Call {
  readonly index: number;
  readonly actions: ReadonlyMap<string, Action>;
  readonly outputs: Map<string, string>;
  readonly room: Room;
  readonly depth: number;
}

/** The folder of the action, as its scripts name it. */
const ACTION_PATH = /\$\{?GITHUB_ACTION_PATH\}?/g;

function callAction(step: MapNode, action: Action, call: Call): readonly Node[] {
  const id = scalarOf(mapGet(step, 'id'))?.text.toLowerCase() ?? `step-${call.index}`;
  const inputs = inputsOf(step, action);
  const own = new Set(action.steps.flatMap((inner) => inner.id?.value.toLowerCase() ?? []));
  const stands: Stands = (path) => {
    const [context, name = '', ...rest] = path;
    if (context === 'inputs' && rest.length === 0) return inputs.get(name) ?? '';
    if (context === 'steps' && own.has(name))
      return `\${{ ${['steps', `${id}-${name}`, ...rest].join('.')} }}`;
    return context === 'github' && name === 'action_path' ? `./${action.folder}` : undefined;
  };
  const fill = fillerOf(stands);
  const change: Change = (text, key) => {
    if (key === 'id') return instead(text, `${id}-${text}`);
    if (key !== 'run' || !text.includes('GITHUB_ACTION_PATH')) return fill(text, key);
    return instead(text, fillText(text, stands).replace(ACTION_PATH, `./${action.folder}`));
  };
  const uses = scalarOf(mapGet(step, 'uses')) ?? null;
  const home = { source: action.source, call: (uses && callOf(uses)) ?? uses };
  const inner = seqItems(mapGet(action.runs, 'steps')).map((node) =>
    called(changed(node, change, home), step),
  );
  const inlined = inlineActions(inner, call.actions, call.room, call.depth + 1);
  const nested = outputsStand(inlined.outputs);
  for (const { name, value } of action.outputs) {
    if (value === null) continue;
    const given = fillText(fillText(value.value, stands), nested);
    call.outputs.set(`${id} ${name.value.toLowerCase()}`, given);
  }
  return inlined.steps;
}

function inputsOf(step: MapNode, action: Action): ReadonlyMap<string, string> {
  const given = mapGet(step, 'with');
  const values = new Map(
    action.inputs.map((input) => [input.name.value.toLowerCase(), input.default?.value ?? '']),
  );
  if (given?.kind === 'map')
    for (const { key, value } of given.entries)
      if (value.kind === 'scalar') values.set(key.text.toLowerCase(), value.text);
  return values;
}

/** A step of an action under the conditions of the step that calls it. */
function called(inner: Node, step: MapNode): Node {
  if (inner.kind !== 'map') return inner;
  const env = mapGet(step, 'env');
  return withEntries(inner, {
    ...conditionOfCall(step, inner),
    ...(env?.kind !== 'map' ? {} : { env: merged(env, mapGet(inner, 'env')) }),
    ...inherited(inner, step, 'continue-on-error'),
  });
}
