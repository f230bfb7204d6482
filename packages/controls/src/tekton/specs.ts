import type {
  PipelineSpec,
  PipelineTask,
  Step,
  TaskSpec,
  TektonResource,
} from '@plumbline/pipeline';
import { nameAlike } from '../names.js';
import { shared, type Subject } from '../subject.js';
import { expanded } from './expanded.js';

/** A resource, also one that a TriggerTemplate creates. */
export interface ResourceSite {
  readonly resource: TektonResource;
  /** The template that creates it; null if it is applied as it is. */
  readonly template: TektonResource | null;
  /** `Kind/name`; below a template, behind the address of that. */
  readonly address: string;
}

/** A `tasks` or `finally` entry, with the Pipeline that it stands in. */
export interface PipelineTaskSite extends ResourceSite {
  readonly pipeline: PipelineSpec;
  readonly entry: PipelineTask;
  readonly finally: boolean;
}

/** A Task, wherever it is written: as a resource, in a Pipeline, in a run. */
export interface TaskSite extends ResourceSite {
  readonly spec: TaskSpec;
  /** The entry of the Pipeline, if it is written there. */
  readonly inPipeline: PipelineTaskSite | null;
}

/** What becomes a container: a step, a sidecar, a `stepTemplate`, or the body of a StepAction that no step of the target uses. */
export interface ContainerSite extends ResourceSite {
  readonly step: Step;
  /** Null for a StepAction that no step of the target uses. */
  readonly task: TaskSite | null;
}

const expandedOf = shared((subject: Subject) => expanded(subject));

/** Every resource with its address, those inside templates behind their template. */
export const resourcesOf = shared((subject: Subject): readonly ResourceSite[] =>
  expandedOf(subject).resources.flatMap((resource) => withTemplates(resource)),
);

/** Whether there is anything of Tekton to judge. */
export function hasTekton(subject: Subject): boolean {
  return subject.model.resources.length > 0;
}

function withTemplates(resource: TektonResource): readonly ResourceSite[] {
  const address = addressOf(resource);
  const own: ResourceSite = { resource, template: null, address };
  if (!('templates' in resource)) return [own];
  const names = nameAlike(resource.templates.map(addressOf));
  const inner = resource.templates.map((created, index) => ({
    resource: created,
    template: resource,
    address: `${address}/${names[index] ?? ''}`,
  }));
  return [own, ...inner];
}

function addressOf({ kindText, metadata }: TektonResource): string {
  const name = metadata.name ?? metadata.generateName;
  return `${kindText.value}/${name?.value ?? ''}`;
}

/** The Pipelines, as resources and as `pipelineSpec` at any depth. */
export const pipelineTasksOf = shared((subject: Subject): readonly PipelineTaskSite[] =>
  resourcesOf(subject).flatMap((site) => {
    const { resource } = site;
    if (resource.kind === 'Pipeline') return tasksIn(site, resource.spec);
    const inline = resource.kind === 'PipelineRun' ? resource.spec.pipelineSpec : null;
    return inline === null ? [] : tasksIn(site, inline);
  }),
);

function tasksIn(site: ResourceSite, pipeline: PipelineSpec): readonly PipelineTaskSite[] {
  const entries = [
    ...pipeline.tasks.map((entry) => ({ entry, finally: false })),
    ...pipeline.finally.map((entry) => ({ entry, finally: true })),
  ];
  const names = nameAlike(entries.map(({ entry }) => entry.name?.value ?? 'task'));
  return entries.flatMap((part, index) => {
    const address = `${site.address}.${part.finally ? 'finally' : 'tasks'}.${names[index] ?? ''}`;
    const own: PipelineTaskSite = { ...site, ...part, pipeline, address };
    const nested = part.entry.pipelineSpec;
    return nested === null ? [own] : [own, ...tasksIn({ ...site, address }, nested)];
  });
}

/** Every Task that is written in the target. */
export const tasksOf = shared((subject: Subject): readonly TaskSite[] => [
  ...resourcesOf(subject).flatMap((site): readonly TaskSite[] => {
    const { resource } = site;
    if (resource.kind === 'Task' || resource.kind === 'ClusterTask')
      return [{ ...site, spec: resource.spec, inPipeline: null }];
    const inline = resource.kind === 'TaskRun' ? resource.spec.taskSpec : null;
    return inline === null ? [] : [{ ...site, spec: inline, inPipeline: null }];
  }),
  ...pipelineTasksOf(subject).flatMap((site): readonly TaskSite[] =>
    site.entry.taskSpec === null ? [] : [{ ...site, spec: site.entry.taskSpec, inPipeline: site }],
  ),
]);

/** Whether a resource is a StepAction that stands in the steps of the target that use it. */
export function isTakenIn(subject: Subject, resource: TektonResource): boolean {
  return expandedOf(subject).used.has(resource);
}

/** Everything that becomes a container. */
export const containersOf = shared((subject: Subject): readonly ContainerSite[] => [
  ...tasksOf(subject).flatMap((task) => containersIn(task)),
  ...resourcesOf(subject).flatMap((site): readonly ContainerSite[] =>
    site.resource.kind !== 'StepAction' || isTakenIn(subject, site.resource)
      ? []
      : [{ ...site, step: site.resource.spec, task: null }],
  ),
]);

function containersIn(task: TaskSite): readonly ContainerSite[] {
  const { spec } = task;
  return [
    ...named(task, 'steps', spec.steps),
    ...named(task, 'sidecars', spec.sidecars),
    ...(spec.stepTemplate === null
      ? []
      : [containerOf(task, `${task.address}.stepTemplate`, spec.stepTemplate)]),
  ];
}

function named(task: TaskSite, key: string, steps: readonly Step[]): readonly ContainerSite[] {
  const names = nameAlike(steps.map((step) => step.name?.value ?? step.ref?.name?.value ?? 'step'));
  return steps.map((step, index) =>
    containerOf(task, `${task.address}.${key}.${names[index] ?? ''}`, step),
  );
}

function containerOf(task: TaskSite, address: string, step: Step): ContainerSite {
  return { resource: task.resource, template: task.template, address, step, task };
}
