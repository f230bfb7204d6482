import type { GraphFigure, GraphNode, Tone } from '@plumbline/core';
import { SIGNS, tidy, TONES } from './figure.js';

/** More boxes than this cannot be read on one page. */
export const MOST_NODES = 60;

/** The figure with at most `MOST_NODES` nodes: each group becomes one node, then what stands least in the way. */
export function fold(figure: GraphFigure): GraphFigure {
  const whole = tidy(figure);
  if (whole.nodes.length <= MOST_NODES) return whole;
  const box = new Map(foldable(whole).map((node) => [node.id, `group ${node.group}`]));
  const grouped = gather(whole, box, (key) => key.slice('group '.length));
  return grouped.nodes.length <= MOST_NODES ? grouped : foldRest(grouped);
}

/** Members of groups of two and more. Where the figure starts stays visible. */
function foldable(figure: GraphFigure): readonly GraphNode[] {
  const entered = new Set(figure.edges.map((edge) => edge.to));
  const starts = figure.nodes.filter((node) => !entered.has(node.id));
  const kept = new Set(starts.length < MOST_NODES / 2 ? starts : []);
  const members = figure.nodes.filter((node) => node.group !== '' && !kept.has(node));
  const groups = Map.groupBy(members, (node) => node.group);
  return [...groups.values()].filter((group) => group.length > 1).flat();
}

/** Without groups to fold: the worst nodes stay, the others become one node per tone. */
function foldRest(figure: GraphFigure): GraphFigure {
  const worstFirst = figure.nodes.toSorted((a, b) => TONES.indexOf(a.tone) - TONES.indexOf(b.tone));
  const rest = worstFirst.slice(MOST_NODES - TONES.length);
  const box = new Map(rest.map((node) => [node.id, `rest ${node.tone}`]));
  return gather(figure, box, () => 'others');
}

/** Replaces the nodes of each box by one. */
function gather(
  figure: GraphFigure,
  box: ReadonlyMap<string, string>,
  name: (key: string) => string,
): GraphFigure {
  const members = Map.groupBy(figure.nodes, ({ id }) => box.get(id) ?? null);
  const at = (id: string): string => (box.has(id) ? `box ${box.get(id) ?? ''}` : `node ${id}`);
  const alone = (members.get(null) ?? []).map((node) => ({ ...node, id: at(node.id) }));
  members.delete(null);
  const boxes = [...members].map(([key, nodes]) =>
    foldedNode(`box ${key ?? ''}`, name(key ?? ''), nodes),
  );
  const edges = figure.edges.map((edge) => {
    const joined = { from: at(edge.from), to: at(edge.to) };
    const kept = !box.has(edge.from) && !box.has(edge.to) && edge.label !== undefined;
    return kept ? { ...joined, label: edge.label } : joined;
  });
  return tidy({ ...figure, nodes: [...alone, ...boxes], edges });
}

function foldedNode(id: string, label: string, nodes: readonly GraphNode[]): GraphNode {
  const counts = TONES.map(
    (tone) => [tone, nodes.filter((node) => node.tone === tone).length] as const,
  );
  const present = counts.filter(([, number]) => number > 0);
  const shapes = new Set(nodes.map((node) => node.shape));
  const worst: Tone = present[0]?.[0] ?? 'neutral';
  return {
    id,
    label: `${label} (${nodes.length})`,
    sublabel: present.map(([tone, number]) => `${number} ${SIGNS[tone]}`).join('  '),
    group: label,
    shape: shapes.size === 1 ? (nodes[0]?.shape ?? 'box') : 'box',
    tone: worst,
  };
}
