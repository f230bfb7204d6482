export type {
  Closure,
  GraphEdge,
  GraphNode,
  NodeKind,
  NodeStatus,
  Resolver,
  UnreadableFile,
} from './graph.js';
