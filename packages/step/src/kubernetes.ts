import type { Fault, Node, Result } from '@plumbline/core';

/** A change of an object that a watch tells of (Kubernetes API concepts, "Efficient detection of changes"). */
export interface WatchEvent {
  readonly type: string;
  readonly object: Node;
}

/** The API server of the cluster that this process runs in. Only reads; who may read what, its roles decide. */
export interface Kubernetes {
  /** An object or a list by its path below the server; null: it is not there. */
  readonly get: (path: string) => Promise<Result<Node | null, Fault>>;
  /** Changes behind a version of a list; it ends when the server ends it, or with a fault. */
  readonly watch: (path: string) => AsyncIterable<Result<WatchEvent, Fault>>;
}
