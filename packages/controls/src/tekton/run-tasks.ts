import type { PipelineTask, Reference, TektonResource } from '@plumbline/pipeline';
import { shared, type Subject } from '../subject.js';
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

const pipelinesByName = shared((subject: Subject) =>
  Map.groupBy(
    resourcesOf(subject).filter(({ resource }) => resource.kind === 'Pipeline'),
    ({ resource }) => resource.metadata.name?.value,
  ),
);

const tasksByName = shared((subject: Subject) =>
  Map.groupBy(
    tasksOf(subject).filter(({ resource }) => resource.kind === 'Task'),
    ({ resource }) => resource.metadata.name?.value,
  ),
);

const tasksByResource = shared((subject: Subject) =>
  Map.groupBy(tasksOf(subject), ({ resource }) => resource),
);

/** The entries of the Pipeline of a run: its own, or that of its name where the target has one. */
export function entriesOfRun(subject: Subject, run: RunSite): readonly PipelineTaskSite[] {
  const { resource } = run;
  if (resource.kind !== 'PipelineRun') return [];
  const { ref } = resource.spec;
  const named = ref?.resolver === null ? pipelinesByName(subject).get(ref.name?.value) : [];
  const [pipeline, second] = named ?? [];
  const from = second === undefined ? (pipeline?.resource ?? resource) : resource;
  return entriesByResource(subject).get(from) ?? [];
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
    run.resource.kind === 'TaskRun' ? taskNamed(subject, run.resource.spec.ref, null) : [];
  return [
    ...own,
    ...single,
    ...entries.flatMap(({ entry }) => taskNamed(subject, entry.taskRef, entry)),
  ];
}

/** By a bare name; two of one name are none that can be told. */
function taskNamed(
  subject: Subject,
  ref: Reference | null,
  entry: PipelineTask | null,
): readonly RunTask[] {
  if (ref?.resolver !== null) return [];
  const found = tasksByName(subject).get(ref.name?.value) ?? [];
  return found.length === 1 ? found.map((site) => ({ ...site, entry })) : [];
}
