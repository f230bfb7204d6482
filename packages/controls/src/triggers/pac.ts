import type { Node } from '@plumbline/core';
import { nodeAt, objectsOfKind, type ClusterObject } from '../cluster/objects.js';
import { shared, type Subject } from '../subject.js';

/** The Repository resources of Pipelines as Code. */
export const pacRepositoriesOf = shared((subject: Subject): readonly ClusterObject[] =>
  objectsOfKind(subject, 'Repository').filter(
    ({ group }) => group === 'pipelinesascode.tekton.dev',
  ),
);

/** The Repository whose settings the others take over where they say nothing. */
function globalOf(subject: Subject): ClusterObject | undefined {
  return pacRepositoriesOf(subject).find((repository) => isGlobal(repository));
}

/** It has no address of its own and stands beside the controller. */
export function isGlobal({ name, namespace }: ClusterObject): boolean {
  return (
    name === 'pipelines-as-code' &&
    /^(?:pipelines-as-code|openshift-pipelines)$/.test(namespace ?? '')
  );
}

/** A field of `spec.settings` or `spec.git_provider`, taken over where the section is there. */
export function inherited(
  subject: Subject,
  { node }: ClusterObject,
  section: 'settings' | 'git_provider',
  key: string,
): Node | null {
  const own = nodeAt(node, 'spec', section, key);
  if (own !== null || nodeAt(node, 'spec', section) === null) return own;
  return nodeAt(globalOf(subject)?.node, 'spec', section, key);
}
