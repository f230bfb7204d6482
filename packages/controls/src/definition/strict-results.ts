import { nearestName, type ScalarNode } from '@plumbline/core';
import type { PipelineTask } from '@plumbline/pipeline';
import { scalarsIn } from '../credentials/expressions.js';
import type { Subject } from '../subject.js';
import { pipelineTasksOf, tasksOf, type PipelineTaskSite } from '../tekton/specs.js';
import { variablesIn } from '../variables/variables.js';
import type { Violation } from '../violation.js';
import { fault } from './flaw.js';

/** Results that a pipeline reads of a task that is written in it and makes none of that name, and its own of no task at all. */
export function missingResults(subject: Subject): readonly Violation[] {
  const sites = pipelineTasksOf(subject);
  const byPipeline = [...Map.groupBy(sites, ({ pipeline }) => pipeline).values()];
  return byPipeline.flatMap((all) => {
    const read = all.flatMap((site) => unmade(subject, site, readBy(site.entry)));
    const [first] = all;
    if (first === undefined) return read;
    const ends = first.pipeline.results.flatMap(({ value }) =>
      value === null ? [] : scalarsIn(value),
    );
    return [...read, ...unmade(subject, first, ends), ...ofNoTask(first, ends)];
  });
}

function ofNoTask(
  { resource, address, pipeline }: PipelineTaskSite,
  ends: readonly ScalarNode[],
): readonly Violation[] {
  const tasks = [...pipeline.tasks, ...pipeline.finally].flatMap(({ name }) => name?.value ?? []);
  return ends.flatMap((scalar) =>
    variablesIn(scalar.text).flatMap(({ variable }) =>
      variable.kind !== 'task-result' || tasks.includes(variable.task)
        ? []
        : [
            fault(resource, scalar, {
              address,
              subject: `task ${variable.task}`,
              what: `no task is called \`${variable.task}\``,
              hint: nearestName(variable.task, tasks) ?? `add the task \`${variable.task}\``,
            }),
          ],
    ),
  );
}

function readBy({ node }: PipelineTask): readonly ScalarNode[] {
  return node.entries
    .filter(({ key }) => /^(?:params|matrix|when)$/.test(key.text))
    .flatMap(({ value }) => scalarsIn(value));
}

function unmade(
  subject: Subject,
  { resource, address, pipeline }: PipelineTaskSite,
  scalars: readonly ScalarNode[],
): readonly Violation[] {
  const makers = new Map(
    [...pipeline.tasks, ...pipeline.finally].flatMap((entry) => {
      const made = madeBy(entry) ?? madeByName(subject, entry);
      return entry.name === null || made === null ? [] : [[entry.name.value, made] as const];
    }),
  );
  return scalars.flatMap((scalar) =>
    variablesIn(scalar.text).flatMap(({ variable }) => {
      if (variable.kind !== 'task-result') return [];
      const { task, name } = variable;
      const made = makers.get(task);
      if (made === undefined || made.has(name) || made.has(name.split('.')[0] ?? '')) return [];
      return [
        fault(resource, scalar, {
          address,
          subject: `result ${task}.${name}`,
          what: `the task \`${task}\` makes no result \`${name}\``,
          hint: `results: [{ name: ${name} }] in the task`,
        }),
      ];
    }),
  );
}

/** The results of the one Task of the target that has the name; null where steps of it come from elsewhere. */
function madeByName(subject: Subject, { taskRef }: PipelineTask): ReadonlySet<string> | null {
  if (taskRef === null || taskRef.name === null) return null;
  if (taskRef.resolver !== null || taskRef.bundle !== null) return null;
  const { name, apiVersion } = taskRef;
  if (apiVersion !== null && !apiVersion.value.startsWith('tekton.dev/')) return null;
  const [task, second] = tasksOf(subject).filter(
    ({ resource }) => resource.kind === 'Task' && resource.metadata.name?.value === name.value,
  );
  if (task === undefined || second !== undefined) return null;
  return new Set(task.spec.results.flatMap((result) => result.name?.value ?? []));
}

/** Null where the task is written elsewhere, takes its steps from elsewhere, or is none of Tekton's own. */
function madeBy({ taskSpec, node }: PipelineTask): ReadonlySet<string> | null {
  if (taskSpec === null) return null;
  const spec = node.entries.find(({ key }) => key.text === 'taskSpec')?.value;
  const isCustom =
    spec?.kind === 'map' && spec.entries.some(({ key }) => /^(?:apiVersion|kind)$/.test(key.text));
  if (isCustom) return null;
  return new Set(taskSpec.results.flatMap(({ name }) => name?.value ?? []));
}
