import type { NodeKind } from '../graph.js';
import type { TektonResource } from '../tekton/resource.js';

/** The kind of node that a resource or a reference to one becomes; null for kinds that are not modelled. */
export function nodeKindOf(kind: string): NodeKind | null {
  switch (kind) {
    case 'Task':
    case 'ClusterTask':
      return 'task';
    case 'Pipeline':
      return 'pipeline';
    case 'StepAction':
      return 'step-action';
    case 'TaskRun':
      return 'task-run';
    case 'PipelineRun':
      return 'pipeline-run';
    case 'Trigger':
      return 'trigger';
    case 'TriggerTemplate':
      return 'trigger-template';
    case 'TriggerBinding':
    case 'ClusterTriggerBinding':
      return 'trigger-binding';
    case 'EventListener':
      return 'event-listener';
    default:
      return null;
  }
}

/** `path#Kind/name`, with the position in the file where a name comes twice or is made by the cluster. */
export function namesOf(resources: readonly TektonResource[]): ReadonlyMap<TektonResource, string> {
  const names = new Map<TektonResource, string>();
  const taken = new Map<string, number>();
  const name = (resource: TektonResource, inside: string): void => {
    const { name: fixed, generateName } = resource.metadata;
    const called = fixed?.value ?? (generateName === null ? '' : `${generateName.value}*`);
    const full = `${inside}#${resource.kindText.value}/${called}`;
    const count = taken.get(full) ?? 0;
    taken.set(full, count + 1);
    const unique = count === 0 ? full : `${full}@${count + 1}`;
    names.set(resource, unique);
    if (resource.kind === 'TriggerTemplate')
      for (const inner of resource.templates) name(inner, unique);
  };
  for (const resource of resources) name(resource, resource.path);
  return names;
}
