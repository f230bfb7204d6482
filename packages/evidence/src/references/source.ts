import {
  answer,
  globMatch,
  notApplicable,
  notAsked,
  type Check,
  type Question,
} from '@plumbline/core';
import type { GraphNode } from '@plumbline/pipeline';

const question: Question = {
  id: 'ref/source',
  title: 'Every function and image comes from a trusted source',
  severity: 'high',
};

/** Whether each remote reference lies below a source that the policy trusts; null means it names none. */
export function checkSource(nodes: readonly GraphNode[], sources: readonly string[] | null): Check {
  if (sources === null) return notAsked(question, ['verify.sources in the policy']);
  const remote = nodes.filter((node) => ['pinned', 'locked', 'unpinned'].includes(node.status));
  if (remote.length === 0) return notApplicable(question);
  return answer(
    question,
    remote
      .filter((node) => !sources.some((pattern) => globMatch(pattern, sourceOf(node))))
      .map((node) => ({
        message: `${node.ref} comes from ${sourceOf(node)}, which the policy does not trust`,
        subject: node.ref,
        locations: node.sites,
        expected: sources.join(', '),
        actual: sourceOf(node),
        hint: `add ${sourceOf(node)} to verify.sources, or take the function from a trusted source`,
      })),
  );
}

/** The place a reference names, without version: `owner/repo/path`, `registry/name`, `host/path` of a URL. */
export function sourceOf(node: GraphNode): string {
  const bare = node.ref
    .replace(/^docker:\/\//, '')
    .replace(/^git\+/, '')
    .replace(/^https?:\/\//, '');
  const unversioned = bare.split('@')[0] ?? bare;
  const source =
    node.resolver === 'oci' || node.resolver === 'bundles'
      ? unversioned.replace(/:[^/:]*$/, '')
      : unversioned;
  return node.resolver === 'github' ? source.toLowerCase() : source;
}
