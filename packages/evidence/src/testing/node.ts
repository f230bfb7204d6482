import type { GraphNode } from '@plumbline/pipeline';

/** A node of a closure: a pinned action, but for what is given. */
export function node(change: Partial<GraphNode> = {}): GraphNode {
  const ref = change.ref ?? `actions/checkout@${'3d'.repeat(20)}`;
  return {
    id: `action:${ref}`,
    kind: 'action',
    ref,
    path: null,
    line: null,
    status: 'pinned',
    resolver: 'github',
    digests: {},
    reason: null,
    sites: [{ path: 'ci.yml', line: 7, column: 15, endLine: 7, endColumn: 40 }],
    ...change,
  };
}
