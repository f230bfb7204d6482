import type { Overlay } from './checkout.js';
import type { LockScope } from './lock.js';
import type { Written } from './walk.js';

/** Where the walk stands below one workflow. */
export interface Scope {
  readonly lock: LockScope | null;
  /** Pins that this workflow asks for. */
  readonly used: Set<string>;
  /** How many composite actions or called workflows lead here. */
  readonly depth: number;
  readonly overlays: readonly Overlay[];
  /** Files on the way from the workflow, to see what leads to itself. */
  readonly trail: readonly string[];
  /** The overlays with which an action was walked below this workflow, by depth and path. */
  readonly walked: Map<string, Set<string | null>>;
}

/** A step uses an action, a job a workflow. */
export interface Use extends Written {
  readonly target: 'action' | 'workflow';
}
