import { answer, notApplicable, type Check, type Question } from '@plumbline/core';
import type { Closure, GraphNode } from '@plumbline/pipeline';

const question: Question = {
  id: 'ref/in-cluster',
  title: 'No function is taken by its name in a cluster',
  severity: 'high',
};

/**
 * Whether a Tekton function is taken by a bare name: Tekton never verifies those, so one `kubectl apply`
 * replaces it. With `signed`, a name that the signed files define is allowed (an admission rule guards the rest).
 */
export function checkInCluster(closure: Closure, rule: 'deny' | 'signed'): Check {
  const named = closure.nodes.filter((node) => node.status === 'in-cluster');
  if (named.length === 0) return notApplicable(question);
  const refused = rule === 'deny' ? named : named.filter((node) => !definedHere(node, closure));
  return answer(
    question,
    refused.map((node) => ({
      message: `${node.ref} is taken by name in the cluster, which Tekton never verifies`,
      subject: node.ref,
      locations: node.sites,
      hint:
        rule === 'deny'
          ? 'take it from a bundle by digest or from git by commit'
          : 'add its definition to the signed files',
    })),
  );
}

function definedHere(node: GraphNode, closure: Closure): boolean {
  const present = new Set(
    closure.nodes.filter((other) => other.status === 'present').map((other) => other.id),
  );
  return closure.edges.some((edge) => edge.from === node.id && present.has(edge.to));
}
