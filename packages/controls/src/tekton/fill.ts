import type { Node, ScalarNode, Source } from '@plumbline/core';
import { homeOf, replacedIn, settled, type GivenPart, type Replacement } from '../foreign.js';
import { eventVariablesIn, variablesIn, type VariableUse } from '../variables/variables.js';

/** A value that stands for a variable, and where it is given, if it is followed from there. */
export interface Given {
  readonly value: Node;
  readonly from: GivenPart | null;
}

/** What stands for a variable; undefined leaves it. */
export type Stands = (variable: VariableUse['variable'] | EventVariable) => Given | undefined;

/** `{{ name }}` of Pipelines as Code. */
interface EventVariable {
  readonly kind: 'pac';
  readonly name: string;
}

/** More is no script, but a trap: each use of a param may hold a long text. */
const LONGEST = 1_000_000;

/**
 * A node with what stands for its variables (Tekton, docs/variables.md). Without a file that it comes from, a node
 * without a change stays itself.
 */
export function filledNode(node: Node, from: Source | null, stands: Stands): Node {
  const made = copied(node, from, stands);
  return made === node ? node : settled(made, homeOf(node, from));
}

function copied(node: Node, from: Source | null, stands: Stands): Node {
  if (node.kind === 'scalar') {
    const made = filledText(node, stands);
    return made === node && from !== null ? { ...node } : made;
  }
  if (node.kind === 'seq') {
    const items = node.items.flatMap((item) =>
      (listIn(item, stands) ?? [item]).map((one) => filledNode(one, from, stands)),
    );
    const isSame =
      from === null &&
      items.length === node.items.length &&
      items.every((item, at) => item === node.items[at]);
    return isSame ? node : { ...node, items };
  }
  const entries = node.entries.map(({ key, value }) => ({
    key: from === null ? key : settled({ ...key }, homeOf(key, from)),
    value: filledNode(value, from, stands),
  }));
  const isSame =
    from === null && entries.every(({ value }, at) => value === node.entries[at]?.value);
  return isSame ? node : { ...node, entries };
}

/** What an item of a list becomes that is a whole list: `$(params.flags[*])`. */
function listIn(item: Node, stands: Stands): readonly Node[] | null {
  if (item.kind !== 'scalar' || !item.text.endsWith('[*])')) return null;
  const [use] = variablesIn(item.text);
  const value = use?.text === item.text ? stands(use.variable)?.value : undefined;
  return value?.kind === 'seq' ? value.items : null;
}

function filledText(node: ScalarNode, stands: Stands): ScalarNode {
  if (!/\$\(|\{\{/.test(node.text)) return node;
  const parts: Replacement[] = [];
  let length = 0;
  const events = eventVariablesIn(node.text).map(({ path, ...use }) => ({
    ...use,
    variable: { kind: 'pac' as const, name: path.join('.') },
  }));
  const uses = [...variablesIn(node.text), ...events];
  if (events.length > 0) uses.sort((a, b) => a.start - b.start);
  for (const use of uses) {
    const given = stands(use.variable);
    const text = given === undefined ? null : textOf(given.value, use);
    if (given === undefined || text === null || length + text.length > LONGEST) continue;
    length += text.length;
    parts.push({ start: use.start, end: use.end, text, given: given.from });
  }
  return replacedIn(node, parts);
}

/** Of an object one key, of a list one item; all items of a list behind each other. */
function textOf(
  value: Node,
  { variable, text }: { readonly variable: Parameters<Stands>[0]; readonly text: string },
): string | null {
  if (value.kind === 'scalar') return value.text;
  const at = /\[(\d+)\]\)$/.exec(text)?.[1];
  if (value.kind === 'seq')
    return (at === undefined ? value.items : value.items.slice(Number(at)).slice(0, 1))
      .map((item) => (item.kind === 'scalar' ? item.text : ''))
      .join(' ');
  const key = variable.kind === 'param' ? variable.key : undefined;
  const inner = value.entries.find((entry) => entry.key.text === key)?.value;
  return inner?.kind === 'scalar' ? inner.text : null;
}
