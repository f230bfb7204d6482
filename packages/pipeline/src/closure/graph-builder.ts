import { createRedactor, type Location } from '@plumbline/core';
import type {
  GraphEdge,
  GraphNode,
  NodeKind,
  NodeProblem,
  NodeStatus,
  Resolver,
} from '../graph.js';

/** What is said of a node when it is met; what is left out is null or empty. */
export interface Sighting {
  readonly kind: NodeKind;
  readonly ref: string;
  readonly status: NodeStatus;
  /** The part of the id behind the kind, where `ref` alone does not tell nodes apart. */
  readonly key?: string;
  readonly path?: string | null;
  readonly resolver?: Resolver | null;
  readonly digests?: Readonly<Record<string, string>>;
  readonly reason?: string | null;
  readonly site: Location | null;
}

export interface GraphBuilder {
  /** Adds the node or another site of it, with an edge from the user; gives its id. */
  readonly add: (from: string | null, sighting: Sighting) => string;
  readonly link: (from: string, to: string) => void;
  readonly complain: (id: string, message: string, location: Location) => void;
  readonly finish: () => {
    readonly nodes: readonly GraphNode[];
    readonly edges: readonly GraphEdge[];
  };
}

/** From best to worst: the same thing met twice keeps the worse status. */
const ORDER: readonly NodeStatus[] = [
  'present',
  'pinned',
  'locked',
  'in-cluster',
  'unpinned',
  'missing',
  'undecidable',
  'unreadable',
];

/** Sites by place and problems by message: a hostile file uses one thing a hundred thousand times. */
interface Draft extends Omit<GraphNode, 'sites' | 'problems'> {
  readonly sites: Map<string, Location>;
  readonly problems: Map<string, NodeProblem>;
}

/** A reference may carry a credential in its address; no record may. */
const clean = createRedactor([]);

export function createGraph(): GraphBuilder {
  const nodes = new Map<string, Draft>();
  const edges = new Map<string, GraphEdge>();
  const link = (from: string, to: string): void => {
    edges.set(`${from}\n${to}`, { from, to });
  };
  return {
    link,
    add: (from, sighting) => {
      const id = clean(`${sighting.kind}:${sighting.key ?? sighting.ref}`);
      nodes.set(id, merged(nodes.get(id), draftOf(id, sighting)));
      if (from !== null) link(from, id);
      return id;
    },
    complain: (id, message, location) => {
      const problems = nodes.get(id)?.problems;
      if (problems?.has(message) === false) problems.set(message, { message, location });
    },
    finish: () => ({
      nodes: [...nodes.values()].sort((a, b) => compare(a.id, b.id)).map(finished),
      edges: [...edges.values()].sort((a, b) => compare(a.from, b.from) || compare(a.to, b.to)),
    }),
  };
}

function draftOf(id: string, sighting: Sighting): Draft {
  return {
    id,
    kind: sighting.kind,
    ref: clean(sighting.ref),
    path: sighting.path ?? null,
    line: sighting.site?.line ?? null,
    status: sighting.status,
    resolver: sighting.resolver ?? null,
    digests: sighting.digests ?? {},
    reason: clean(sighting.reason ?? '') || null,
    sites: new Map(sighting.site === null ? [] : [[placeKey(sighting.site), sighting.site]]),
    problems: new Map(),
  };
}

function merged(known: Draft | undefined, met: Draft): Draft {
  if (known === undefined) return met;
  for (const [key, site] of met.sites) if (!known.sites.has(key)) known.sites.set(key, site);
  if (ORDER.indexOf(met.status) <= ORDER.indexOf(known.status)) return known;
  return { ...known, status: met.status, reason: met.reason };
}

function placeKey({ path, line, column }: Location): string {
  return `${String(line)}:${String(column)}:${path}`;
}

function finished(node: Draft): GraphNode {
  const { problems, ...rest } = node;
  const sites = [...node.sites.values()].sort(comparePlaces);
  const line = node.path === null ? (sites[0]?.line ?? null) : node.line;
  const sorted = [...problems.values()].sort(
    (a, b) => comparePlaces(a.location, b.location) || compare(a.message, b.message),
  );
  return sorted.length === 0
    ? { ...rest, line, sites }
    : { ...rest, line, sites, problems: sorted };
}

export function comparePlaces(a: Location, b: Location): number {
  return compare(a.path, b.path) || a.line - b.line || a.column - b.column;
}

/** By UTF-16 code units: the same on every machine. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
