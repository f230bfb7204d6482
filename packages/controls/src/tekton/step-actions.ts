import type { MapEntry, MapNode, Node, ScalarNode, Source } from '@plumbline/core';
import { readStep, type Step, type TektonResource } from '@plumbline/pipeline';
import { refilled, settled, type FilledPiece } from '../foreign.js';
import { variablesIn } from '../variables/variables.js';

type StepAction = Extract<TektonResource, { kind: 'StepAction' }>;

/** What of a StepAction is not part of the step that uses it. */
const OWN = new Set(['name', 'description', 'params']);

/** A step with what its StepAction says (Tekton, docs/stepactions.md): what is given to that stands where its params are read. */
export function withAction(step: Step, action: StepAction, source: Source): Step {
  const own = step.node.entries;
  const known = new Set(own.map(({ key }) => key.text));
  const given = givenTo(step, action, source);
  const brought = action.spec.node.entries
    .filter(({ key }) => !known.has(key.text) && !OWN.has(key.text))
    .map(({ key, value }): MapEntry => ({ key, value: filledNode(value, action.source, given) }));
  const node: MapNode = { ...step.node, entries: [...own, ...brought] };
  return readStep({ source, problems: [] }, node, 'step');
}

/** More is no script, but a trap: each use of a param may hold a long text. */
const LONGEST = 1_000_000;

/** A value that a StepAction has for one of its params. */
interface Given {
  readonly source: Source;
  readonly name: ScalarNode;
  readonly value: Node;
}

function givenTo(step: Step, action: StepAction, source: Source): ReadonlyMap<string, Given> {
  const defaults = action.params.flatMap(({ name, default: value }) =>
    name === null || value === null
      ? []
      : [[name.value, { source: action.source, name: name.node, value }] as const],
  );
  const given = step.params.flatMap(({ name, value }) =>
    value === null ? [] : [[name.value, { source, name: name.node, value }] as const],
  );
  return new Map<string, Given>([...defaults, ...given]);
}

function filledNode(node: Node, source: Source, given: ReadonlyMap<string, Given>): Node {
  if (node.kind === 'scalar') return settled(filledText(node, given), source);
  if (node.kind === 'seq')
    return settled(
      { ...node, items: node.items.map((item) => filledNode(item, source, given)) },
      source,
    );
  const entries = node.entries.map(({ key, value }) => ({
    key: settled({ ...key }, source),
    value: filledNode(value, source, given),
  }));
  return settled({ ...node, entries }, source);
}

function filledText(node: ScalarNode, given: ReadonlyMap<string, Given>): ScalarNode {
  const pieces: (FilledPiece & { text: string })[] = [];
  let at = 0;
  let length = 0;
  const add = (text: string, from: { start: number; end: number }, of: Given | null): void => {
    if (text !== '')
      pieces.push({ text, start: length, end: length + text.length, from, given: of });
    length += text.length;
  };
  for (const { start, end, variable } of variablesIn(node.text)) {
    const value = variable.kind === 'param' ? given.get(variable.name) : undefined;
    const key = variable.kind === 'param' ? variable.key : undefined;
    const text = value === undefined ? null : textOf(value.value, key);
    if (value === undefined || text === null || length + text.length > LONGEST) continue;
    add(node.text.slice(at, start), { start: at, end: start }, null);
    add(text, { start, end }, value);
    at = end;
  }
  if (at === 0) return { ...node };
  add(node.text.slice(at), { start: at, end: node.text.length }, null);
  return refilled(node, pieces);
}

/** Of an object one key; items of a list behind each other. */
function textOf(value: Node, key: string | undefined): string | null {
  if (value.kind === 'scalar') return value.text;
  if (value.kind === 'seq')
    return value.items.map((item) => (item.kind === 'scalar' ? item.text : '')).join(' ');
  const inner = value.entries.find((entry) => entry.key.text === key)?.value;
  return inner?.kind === 'scalar' ? inner.text : null;
}
