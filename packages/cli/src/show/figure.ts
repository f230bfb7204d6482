import type { Closure, GraphNode, NodeKind, NodeStatus } from '@plumbline/pipeline';
import type { FigureShape, GraphFigure, Tone } from '@plumbline/core';

const TONES: Readonly<Record<NodeStatus, Tone>> = {
  present: 'neutral',
  pinned: 'good',
  locked: 'good',
  unpinned: 'bad',
  'in-cluster': 'doubt',
  undecidable: 'doubt',
  missing: 'missing',
  unreadable: 'bad',
};

/** Words for the user (a status is part of the data; a word is not). */
const WORDS: Readonly<Record<NodeStatus, string>> = {
  present: 'in this repository',
  pinned: 'pinned',
  locked: 'locked',
  unpinned: 'not pinned',
  'in-cluster': 'by name in the cluster',
  undecidable: 'cannot decide',
  missing: 'missing',
  unreadable: 'cannot be read',
};

/** What a pipeline uses, as a figure for the tree and the drawing. */
export function figureOf({ nodes, edges }: Closure, target: string): GraphFigure {
  return {
    title: `What the pipelines of ${target} use`,
    nodes: nodes.map((node) => ({
      id: node.id,
      label: node.ref,
      sublabel: `${node.kind.replaceAll('-', ' ')} · ${WORDS[node.status]}`,
      group: groupOf(node),
      shape: shapeOf(node.kind),
      tone: TONES[node.status],
    })),
    edges,
    legend: {
      good: 'pinned',
      bad: 'not pinned, or cannot be read',
      doubt: 'cannot decide, or by name in the cluster',
      missing: 'missing',
      neutral: 'in this repository',
    },
  };
}

/** `3 pinned, 1 not pinned`: how many nodes are held in which way. */
export function countsOf(nodes: readonly GraphNode[]): string {
  const statuses = [...new Set(nodes.map(({ status }) => status))];
  const count = (status: NodeStatus): number =>
    nodes.filter((node) => node.status === status).length;
  return statuses.map((status) => `${count(status)} ${WORDS[status]}`).join(', ');
}

/** What is fetched is folded by its owner, what is present by its folder. */
function groupOf({ path, ref }: GraphNode): string {
  return path === null ? (ref.split('/')[0] ?? '') : path.split('/').slice(0, -1).join('/');
}

function shapeOf(kind: NodeKind): FigureShape {
  switch (kind) {
    case 'image':
    case 'dockerfile':
      return 'hexagon';
    case 'workflow':
    case 'reusable-workflow':
    case 'pipeline':
    case 'pipeline-run':
      return 'round';
    case 'trigger':
    case 'trigger-template':
    case 'trigger-binding':
    case 'event-listener':
      return 'slanted';
    default:
      return 'box';
  }
}
