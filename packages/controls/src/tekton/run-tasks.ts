import type { PipelineTask, TektonResource } from '@plumbline/pipeline';
import type { Subject } from '../subject.js';
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
export function runsOf(subject: Subject): readonly RunSite[] {
  return resourcesOf(subject).flatMap((site): readonly RunSite[] => {
    const { resource } = site;
    return resource.kind === 'PipelineRun' || resource.kind === 'TaskRun'
      ? [{ ...site, resource }]
      : [];
  });
}

/** The entries of the Pipeline of a run: its own, or that of its name where the target has one. */
export function entriesOfRun(subject: Subject, run: RunSite): readonly PipelineTaskSite[] {
  const { resource } = run;
  if (resource.kind !== 'PipelineRun') return [];
  const { ref } = resource.spec;
  const named = ref?.resolver === null ? pipelineNamed(subject, ref.name?.value) : null;
  return pipelineTasksOf(subject).filter((site) => site.resource === (named ?? resource));
}

function pipelineNamed(subject: Subject, name: string | undefined): TektonResource | null {
  const found = resourcesOf(subject).filter(
    ({ resource }) => resource.kind === 'Pipeline' && resource.metadata.name?.value === name,
  );
  return found.length === 1 ? (found[0]?.resource ?? null) : null;
}

/** The tasks of a run that are written in the target. */
export function tasksOfRun(subject: Subject, run: RunSite): readonly RunTask[] {
  const entries = entriesOfRun(subject, run);
  const own = tasksOf(subject)
    .filter(
      ({ resource, inPipeline }) =>
        (inPipeline === null && resource === run.resource) ||
        entries.some(({ entry }) => entry === inPipeline?.entry),
    )
    .map((site) => ({ ...site, entry: site.inPipeline?.entry ?? null }));
  const called = entries.flatMap(({ entry }) => taskNamed(subject, entry));
  return [...own, ...called];
}

function taskNamed(subject: Subject, entry: PipelineTask): readonly RunTask[] {
  const name = entry.taskRef?.resolver === null ? entry.taskRef.name?.value : undefined;
  const found = tasksOf(subject).filter(
    ({ resource }) => resource.kind === 'Task' && resource.metadata.name?.value === name,
  );
  return found.length === 1 ? found.map((site) => ({ ...site, entry })) : [];
}
