import type { Location } from '@plumbline/core';

/** What a node of the closure is. The words are those of the platforms. */
export type NodeKind =
  | 'workflow'
  | 'reusable-workflow'
  | 'action'
  | 'lock'
  | 'file'
  | 'dockerfile'
  | 'image'
  | 'task'
  | 'pipeline'
  | 'step-action'
  | 'task-run'
  | 'pipeline-run'
  | 'trigger'
  | 'trigger-template'
  | 'trigger-binding'
  | 'event-listener'
  | 'interceptor';

/**
 * How a node is held.
 * `present`: its content is in the target. `pinned`: by full commit or digest. `locked`: by an entry of `actions.lock`.
 * `unpinned`: by a name that may come to mean other content. `in-cluster`: by name in a cluster.
 * `undecidable`: the reference depends on values that are not known here. `missing`: a local path that the target does not hold.
 */
export type NodeStatus =
  | 'present'
  | 'pinned'
  | 'locked'
  | 'unpinned'
  | 'in-cluster'
  | 'undecidable'
  | 'missing'
  | 'unreadable';

/** How a remote function is fetched. */
export type Resolver = 'github' | 'oci' | 'bundles' | 'git' | 'hub' | 'http' | 'cluster' | 'custom';

export interface GraphNode {
  /** Stable within a target: kind and reference (with the path for what is present). */
  readonly id: string;
  readonly kind: NodeKind;
  /** As written; for what is present, its path (and `#Kind/name` for a resource of a file). */
  readonly ref: string;
  /** The file that holds it, or for a remote reference null. */
  readonly path: string | null;
  readonly line: number | null;
  readonly status: NodeStatus;
  readonly resolver: Resolver | null;
  /** Digests that the reference itself states, by in-toto name (`gitCommit`, `sha256`); empty if none. */
  readonly digests: Readonly<Record<string, string>>;
  /** Why it is undecidable, missing or unpinned, in words for the user. */
  readonly reason: string | null;
  /** Everywhere it is used, in file order; for an entry point its own place. */
  readonly sites: readonly Location[];
  /** What is wrong with it beside its status, in file order; absent if nothing. */
  readonly problems?: readonly NodeProblem[];
}

/** Something that is true of a node and must not be: a lock entry that nobody uses, two files that stand for one action. */
export interface NodeProblem {
  readonly message: string;
  readonly location: Location;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
}

/** A file that is (or may be) part of a pipeline and cannot be read. */
export interface UnreadableFile {
  readonly path: string;
  readonly message: string;
  readonly location: Location;
}

/** Everything a pipeline uses, transitively over what is present. Sorted by id. */
export interface Closure {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly unreadable: readonly UnreadableFile[];
  /** Every file of the target that belongs to the pipeline, sorted; the subjects of a manifest. */
  readonly files: readonly string[];
  /** How many files of the target were looked at, and how many of them are something else. */
  readonly counted: { readonly seen: number; readonly other: number };
}
