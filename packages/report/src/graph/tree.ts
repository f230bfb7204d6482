import { printable, type GraphFigure, type GraphNode } from '@plumbline/core';
import { logLine } from '../escape/log-line.js';
import { SIGNS, tidy } from './figure.js';

/** Deeper levels are counted, not printed: every level makes all lines below it longer. */
const DEEPEST = 40;

interface Visit {
  readonly node: GraphNode;
  readonly prefix: string;
  readonly branch: string;
  readonly depth: number;
  readonly label: string;
  readonly path: Path | null;
}

/** The nodes above, nearest first. */
interface Path {
  readonly id: string;
  readonly above: Path | null;
}

/** The figure as a tree of lines. A node that is used twice is opened once; what leads back to itself is marked. */
export function renderTree(figure: GraphFigure): string {
  const { nodes, edges, title } = tidy(figure);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const children = Map.groupBy(edges, (edge) => edge.from);
  const entered = new Set(edges.map((edge) => edge.to));
  const opened = new Set<string>();
  const lines = [printable(title)];
  for (const start of [...nodes.filter(({ id }) => !entered.has(id)), ...nodes]) {
    if (opened.has(start.id)) continue;
    const stack: Visit[] = [
      { node: start, prefix: '', branch: '', depth: 0, label: '', path: null },
    ];
    for (let visit = stack.pop(); visit !== undefined; visit = stack.pop()) {
      const { node, depth } = visit;
      const below = children.get(node.id) ?? [];
      const mark = markOf(visit, { opened, leaf: below.length === 0 });
      lines.push(lineOf(visit, mark));
      if (mark !== '') continue;
      opened.add(node.id);
      const prefix = depth === 0 ? '' : visit.prefix + (visit.branch === '└─ ' ? '   ' : '│  ');
      const path = { id: node.id, above: visit.path };
      const visits = below.flatMap((edge, index) => {
        const to = byId.get(edge.to);
        const branch = index === below.length - 1 ? '└─ ' : '├─ ';
        return to === undefined
          ? []
          : [{ node: to, prefix, branch, depth: depth + 1, label: edge.label ?? '', path }];
      });
      stack.push(...visits.toReversed());
    }
  }
  return `${lines.map(logLine).join('\n')}\n`;
}

function markOf(
  { node, depth, path }: Visit,
  { opened, leaf }: { opened: ReadonlySet<string>; leaf: boolean },
): string {
  for (let above = path; above !== null; above = above.above) {
    if (above.id === node.id) return ' (cycle)';
  }
  if (leaf) return '';
  if (opened.has(node.id)) return ' (see above)';
  return depth >= DEEPEST ? ' (… what it uses is listed below)' : '';
}

function lineOf({ node, prefix, branch, label }: Visit, mark: string): string {
  const by = label === '' ? '' : `${printable(label)}: `;
  const sublabel = node.sublabel === '' ? '' : `  ${printable(node.sublabel)}`;
  return `${prefix}${branch}${SIGNS[node.tone]} ${by}${printable(node.label)}${sublabel}${mark}`;
}
