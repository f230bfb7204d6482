import { ok, type FileTree } from '@plumbline/core';
import type { Closure, GraphNode } from '@plumbline/pipeline';
import type { ManifestTerms, MeasuredClosure } from './build.js';
import { measure } from './measure.js';

export const COMMIT = '11bd71901bbe5b1630ceea73d27597364c9af683';
export const IMAGE = 'c0ffee00'.repeat(8);

export const TERMS: ManifestTerms = {
  source: { uri: 'git+https://github.com/acme/app', commit: COMMIT },
  refClass: 'any',
  serial: 3,
  issuedAt: new Date('2026-11-21T12:00:00Z'),
  expiresAt: new Date('2027-02-19T12:00:00Z'),
  previous: 'ab'.repeat(32),
  policySha256: 'cd'.repeat(32),
  version: '0.1.0',
};

const BLANK: GraphNode = {
  id: '',
  kind: 'action',
  ref: '',
  path: null,
  line: 1,
  status: 'pinned',
  resolver: null,
  digests: {},
  reason: null,
  sites: [],
};

export function node(fields: Partial<GraphNode> & Pick<GraphNode, 'kind' | 'ref'>): GraphNode {
  return { ...BLANK, id: `${fields.kind}:${fields.ref}`, ...fields };
}

export const CHECKOUT = node({
  kind: 'action',
  ref: 'actions/Checkout@v4',
  status: 'locked',
  resolver: 'github',
  digests: { gitCommit: COMMIT },
});
export const NODE_IMAGE = node({
  kind: 'image',
  ref: `ghcr.io/acme/node:24@sha256:${IMAGE}`,
  resolver: 'oci',
  digests: { sha256: IMAGE },
});
export const IN_CLUSTER = node({
  kind: 'task',
  ref: 'deploy',
  status: 'in-cluster',
  resolver: 'cluster',
});
const WORKFLOW = node({
  kind: 'workflow',
  ref: '.github/workflows/ci.yml',
  path: '.github/workflows/ci.yml',
  status: 'present',
});

export const FILES: Readonly<Record<string, string>> = {
  '.github/workflows/ci.yml': 'on: push\n',
  'tasks/build.yaml': 'kind: Task\n',
};
export const NODES = [CHECKOUT, IN_CLUSTER, NODE_IMAGE, WORKFLOW];

/** A closure over files in memory, with their digests. */
export function measured(
  files: Readonly<Record<string, string>> = FILES,
  nodes: readonly GraphNode[] = NODES,
): MeasuredClosure {
  const closure: Closure = {
    nodes,
    edges: [],
    unreadable: [],
    files: Object.keys(files).sort(),
    counted: { seen: 2, other: 0 },
  };
  return measure(closure, treeOf(files));
}

function treeOf(files: Readonly<Record<string, string>>): FileTree {
  return {
    source: { kind: 'folder' },
    entries: () => ok([]),
    read: (path) => ok(Buffer.from(files[path] ?? '')),
  };
}
