import type { PodTemplate } from '@plumbline/pipeline';
import { shared, type Subject } from '../subject.js';
import { resourcesOf, type ResourceSite } from './specs.js';

/** A pod template with where it stands. */
export interface PodPlace {
  readonly resource: ResourceSite['resource'];
  readonly template: PodTemplate;
  readonly address: string;
}

/** Every pod template of a run: its own, and those for single tasks. */
export const placesOfPods = shared((subject: Subject): readonly PodPlace[] =>
  resourcesOf(subject).flatMap(({ resource, address }): readonly PodPlace[] => {
    if (resource.kind !== 'TaskRun' && resource.kind !== 'PipelineRun') return [];
    const own = place(resource, resource.spec.podTemplate, `${address}.podTemplate`);
    if (resource.kind === 'TaskRun') return own;
    const tasks = resource.spec.taskRunSpecs.flatMap(({ podTemplate, pipelineTaskName }) =>
      place(resource, podTemplate, `${address}.taskRunSpecs.${pipelineTaskName?.value ?? ''}`),
    );
    return [...own, ...tasks];
  }),
);

function place(
  resource: ResourceSite['resource'],
  template: PodTemplate | null,
  address: string,
): readonly PodPlace[] {
  return template === null ? [] : [{ resource, template, address }];
}
