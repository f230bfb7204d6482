import type { MapNode, Node } from '@plumbline/core';
import {
  asMap,
  asText,
  complain,
  field,
  isNull,
  mapField,
  named,
  text,
  textOf,
  texts,
  type NamedNode,
  type Shape,
  type Text,
} from '../document/shape.js';

/** `types`, `branches`, `paths-ignore` … of an event, in the order of the file. */
export interface EventFilter {
  readonly name: Text;
  readonly values: readonly Text[];
}

/** An input of a workflow or an action. */
export interface Input {
  readonly name: Text;
  readonly node: Node;
  readonly type: Text | null;
  readonly required: Text | null;
  readonly default: Text | null;
  readonly options: readonly Text[];
  readonly description: Text | null;
}

export interface DeclaredSecret {
  readonly name: Text;
  readonly required: Text | null;
}

export interface DeclaredOutput {
  readonly name: Text;
  readonly value: Text | null;
  readonly description: Text | null;
}

/** An event of `on`. */
export interface WorkflowTrigger {
  readonly event: Text;
  readonly node: Node;
  readonly filters: readonly EventFilter[];
  readonly inputs: readonly Input[];
  readonly secrets: readonly DeclaredSecret[];
  readonly outputs: readonly DeclaredOutput[];
  readonly schedules: readonly Text[];
}

const STRUCTURED = new Set(['inputs', 'secrets', 'outputs']);

export function readTriggers(shape: Shape, root: MapNode): readonly WorkflowTrigger[] {
  const node = field(root, 'on');
  if (node === null) return [];
  if (node.kind === 'map')
    return node.entries.map(({ key, value }) => trigger(shape, textOf(key), value));
  const events = node.kind === 'seq' ? node.items : [node];
  return events.flatMap((item) => {
    const event = asText(shape, item, 'an event of `on`');
    return event === null ? [] : [trigger(shape, event, item)];
  });
}

function trigger(shape: Shape, event: Text, node: Node): WorkflowTrigger {
  const bare = { event, node, filters: [], inputs: [], secrets: [], outputs: [], schedules: [] };
  if (node.kind === 'seq') return { ...bare, schedules: schedules(shape, event, node.items) };
  if (node.kind === 'scalar') {
    if (!isNull(node) && node !== event.node)
      complain(shape, node, `\`on.${event.value}\` is a single value; expected a map`);
    return bare;
  }
  return {
    ...bare,
    filters: readFilters(shape, node),
    inputs: named(shape, node, 'inputs').map((input) => readInput(shape, input)),
    secrets: named(shape, node, 'secrets').map(({ name, value }) => ({
      name,
      required: value.kind === 'map' ? text(shape, value, 'required') : null,
    })),
    outputs: readOutputs(shape, node),
  };
}

function readFilters(shape: Shape, node: MapNode): readonly EventFilter[] {
  return node.entries
    .filter(({ key }) => !STRUCTURED.has(key.text))
    .map(({ key }) => ({ name: textOf(key), values: texts(shape, node, key.text) }));
}

function schedules(shape: Shape, event: Text, nodes: readonly Node[]): readonly Text[] {
  return nodes.flatMap((node) => {
    const map = asMap(shape, node, `an item of \`on.${event.value}\``);
    return (map === null ? null : text(shape, map, 'cron')) ?? [];
  });
}

/** `inputs.<name>` of `workflow_dispatch`, `workflow_call` and `action.yml`. */
export function readInput(shape: Shape, { name, value }: NamedNode): Input {
  const map = value.kind === 'map' ? value : null;
  if (map === null && !isNull(value))
    complain(shape, value, `\`inputs.${name.value}\` is not a map`);
  const at = (key: string): Text | null => (map === null ? null : text(shape, map, key));
  return {
    name,
    node: value,
    type: at('type'),
    required: at('required'),
    default: at('default'),
    options: map === null ? [] : texts(shape, map, 'options'),
    description: at('description'),
  };
}

export function readOutputs(shape: Shape, map: MapNode): readonly DeclaredOutput[] {
  const outputs = mapField(shape, map, 'outputs');
  if (outputs === null) return [];
  return outputs.entries.map(({ key, value }) => ({
    name: textOf(key),
    value: value.kind === 'map' ? text(shape, value, 'value') : null,
    description: value.kind === 'map' ? text(shape, value, 'description') : null,
  }));
}
