import { answer, notApplicable, type Check, type Objection, type Question } from '@plumbline/core';
import type { GraphNode } from '@plumbline/pipeline';

const question: Question = {
  id: 'ref/pinned',
  title: 'Every function and image is held by a commit or digest',
  severity: 'high',
};

/** Whether every remote reference is immutable: a full commit, a digest, or an entry of `actions.lock`. */
export function checkPinned(nodes: readonly GraphNode[]): Check {
  const remote = nodes.filter((node) => ['pinned', 'locked', 'unpinned'].includes(node.status));
  if (remote.length === 0) return notApplicable(question);
  return answer(question, remote.filter((node) => node.status === 'unpinned').map(object));
}

function object(node: GraphNode): Objection {
  return {
    message: `${node.ref} is not pinned: ${node.reason ?? 'its name may come to mean other content'}`,
    subject: node.ref,
    locations: node.sites,
    expected: node.kind === 'image' ? 'name@sha256:…' : 'a full commit or digest',
    actual: node.ref,
    hint: hintFor(node),
  };
}

function hintFor(node: GraphNode): string {
  if (node.kind === 'image')
    return `write ${node.ref}@sha256:… (the digest of the image you reviewed)`;
  switch (node.resolver) {
    case 'git':
      return 'write the full commit as revision';
    case 'bundles':
      return 'write the bundle as name@sha256:…';
    case 'http':
      return 'add the param digest: sha256:…';
    case 'hub':
      return 'take the Task from a bundle by digest or from git by commit: the hub resolver has no digest';
    default:
      return `write ${node.ref.split('@')[0] ?? node.ref}@<40 hex digits of the commit> # version`;
  }
}
