import type { PipelineTask, Reference, TaskSpec, TektonResource } from '@plumbline/pipeline';
import { shared, type Subject } from '../subject.js';
import { byName, lookUp } from './lookup.js';
import {
  pipelineTasksOf,
  resourcesOf,
  tasksOf,
  type PipelineTaskSite,
  type ResourceSite,
  type TaskSite,
} from './specs.js';

/** A PipelineRun or TaskRun, also one that a template creates. */
export interface RunSite extends ResourceSite {
  readonly resource: Extract<TektonResource, { kind: 'PipelineRun' | 'TaskRun' }>;
}

/** A task of a run, with the entry of the Pipeline that takes it. */
export interface RunTask extends TaskSite {
  readonly entry: PipelineTask | null;
}

/** Every run that is written in the target. */
export const runsOf = shared((subject: Subject): readonly RunSite[] =>
  resourcesOf(subject).flatMap((site): readonly RunSite[] => {
    const { resource } = site;
    return resource.kind === 'PipelineRun' || resource.kind === 'TaskRun'
      ? [{ ...site, resource }]
      : [];
  }),
);

const entriesByResource = shared((subject: Subject) =>
  Map.groupBy(pipelineTasksOf(subject), ({ resource }) => resource),
);

const named = shared((subject: Subject) => {
  const resources = resourcesOf(subject).map(({ resource }) => resource);
  return {
    pipelines: byName(resources, (one) => (one.kind === 'Pipeline' ? one : null)),
    tasks: byName(resources, (one) => (one.kind === 'Task' ? one : null)),
  };
});

const tasksByResource = shared((subject: Subject) =>
  Map.groupBy(tasksOf(subject), ({ resource }) => resource),
);

/** The entries of the Pipeline of a run: its own, or that of its name where the target has one. */
export function entriesOfRun(subject: Subject, run: RunSite): readonly PipelineTaskSite[] {
  const { resource } = run;
  if (resource.kind !== 'PipelineRun') return [];
  const pipeline = lookUp(named(subject).pipelines, resource.spec.ref, resource.source);
  return entriesByResource(subject).get(pipeline ?? resource) ?? [];
}

/** The tasks of a run that are written in the target. */
export function tasksOfRun(subject: Subject, run: RunSite): readonly RunTask[] {
  const entries = entriesOfRun(subject, run);
  const from = entries[0]?.resource ?? run.resource;
  const own = (tasksByResource(subject).get(from) ?? []).map((site) => ({
    ...site,
    entry: site.inPipeline?.entry ?? null,
  }));
  const single =
    run.resource.kind === 'TaskRun' ? taskNamed(subject, run.resource, run.resource.spec.ref) : [];
  return [
    ...own,
    ...single.map((site) => ({ ...site, entry: null })),
    ...entries.flatMap(({ entry, resource }) =>
      taskNamed(subject, resource, entry.taskRef).map((site) => ({ ...site, entry })),
    ),
  ];
}

/** The task that an entry of a Pipeline takes, written in it or by its name; null: it is of elsewhere. */
export function taskOfEntry(
  subject: Subject,
  { entry, resource }: PipelineTaskSite,
): TaskSpec | null {
  return entry.taskSpec ?? taskNamed(subject, resource, entry.taskRef)[0]?.spec ?? null;
}

function taskNamed(
  subject: Subject,
  { source }: TektonResource,
  ref: Reference | null,
): readonly TaskSite[] {
  const found = lookUp(named(subject).tasks, ref, source);
  return found === undefined ? [] : (tasksByResource(subject).get(found) ?? []);
}
