import { mapGet, scalarOf, type Source } from '@plumbline/core';
import type { ParamSpec, PipelineTask, Text } from '@plumbline/pipeline';
import { scalarsIn } from '../credentials/expressions.js';
import { shared, type Subject } from '../subject.js';
import { byName, lookUp } from '../tekton/lookup.js';
import {
  containersOf,
  pipelineTasksOf,
  resourcesOf,
  tasksOf,
  type ContainerSite,
  type PipelineTaskSite,
  type ResourceSite,
} from '../tekton/specs.js';
import { variablesIn } from '../variables/variables.js';
import type { Violation } from '../violation.js';
import { fault, type Flaw } from './flaw.js';

/** What Tekton refuses of resources as a whole: names given twice, circles, volumes and values that are not there. */
export function wholeFlaws(subject: Subject): readonly Violation[] {
  return [
    ...listsOf(subject).flatMap(({ of, address, lists }) =>
      lists.flatMap((all) => twice(all).map((at) => again(of, address, at))),
    ),
    ...pipelineTasksOf(subject).flatMap((site) => [...circular(site), ...unset(subject, site)]),
    ...resourcesOf(subject).flatMap((site) => unsetByRun(subject, site)),
    ...containersOf(subject).flatMap(unmounted),
  ];
}

type Named = readonly { readonly name: Text | null }[];

interface Lists {
  readonly of: { readonly source: Source };
  readonly address: string;
  readonly lists: readonly Named[];
}

/** Everything whose parts are told apart by name. */
function listsOf(subject: Subject): readonly Lists[] {
  const pipelines = Map.groupBy(pipelineTasksOf(subject), ({ pipeline }) => pipeline);
  return [
    ...tasksOf(subject).map(({ resource, address, spec }) => ({
      ...{ of: resource, address },
      lists: [spec.params, spec.workspaces, spec.results, spec.steps],
    })),
    ...[...pipelines].flatMap(([{ tasks, finally: last, params, workspaces }, [first]]) =>
      first === undefined
        ? []
        : [
            {
              ...{ of: first.resource, address: first.address },
              lists: [[...tasks, ...last], params, workspaces],
            },
          ],
    ),
    ...pipelineTasksOf(subject).map(({ resource, address, entry }) => ({
      ...{ of: resource, address },
      lists: [entry.params, entry.workspaces],
    })),
    ...containersOf(subject).map(({ resource, address, step }) => ({
      ...{ of: resource, address },
      lists: [step.env],
    })),
    ...resourcesOf(subject).flatMap(({ resource, address }) =>
      resource.kind === 'TaskRun' ||
      resource.kind === 'PipelineRun' ||
      resource.kind === 'TriggerTemplate'
        ? [{ of: resource, address, lists: [resource.spec.params] }]
        : [],
    ),
  ];
}

/** The names that another of the list has already. */
function twice(all: Named): readonly Text[] {
  const seen = new Set<string>();
  return all.flatMap(({ name }) => {
    if (name === null) return [];
    if (seen.has(name.value)) return [name];
    seen.add(name.value);
    return [];
  });
}

function again(of: Lists['of'], address: string, { value, node }: Text): Violation {
  return fault(of, node, {
    ...{ address, subject: `${value} twice` },
    what: `\`${value}\` is there already`,
    hint: `remove one \`${value}\``,
  });
}

/** The tasks that one waits for: by name, or by what it reads of them. */
function neededBy({ runAfter, node }: PipelineTask): readonly string[] {
  const read = node.entries
    .filter(({ key }) => /^(?:params|matrix|when)$/.test(key.text))
    .flatMap(({ value }) => scalarsIn(value))
    .flatMap(({ text }) => variablesIn(text))
    .flatMap(({ variable }) => (variable.kind === 'task-result' ? [variable.task] : []));
  return [...runAfter.map(({ value }) => value), ...read];
}

/** A task that waits for itself. */
function circular({ resource, address, pipeline, entry }: PipelineTaskSite): readonly Violation[] {
  const { name } = entry;
  if (name === null) return [];
  const seen = new Set<string>();
  const open = [...neededBy(entry)];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    open.push(...pipeline.tasks.filter((one) => one.name?.value === next).flatMap(neededBy));
  }
  if (!seen.has(name.value)) return [];
  const what = `\`${name.value}\` waits for itself, and Tekton refuses the pipeline`;
  return [
    fault(resource, name.node, {
      address,
      subject: `circle of ${name.value}`,
      what,
      hint: 'runAfter: []',
    }),
  ];
}

const tasksByName = shared(({ model }: Subject) =>
  byName(model.resources, (one) => (one.kind === 'Task' ? one : null)),
);
const pipelinesByName = shared(({ model }: Subject) =>
  byName(model.resources, (one) => (one.kind === 'Pipeline' ? one : null)),
);

/** Parameters without a default that the pipeline does not give to a task of the same target. */
function unset(subject: Subject, site: PipelineTaskSite): readonly Violation[] {
  const { resource, address, entry, pipeline } = site;
  const named = lookUp(tasksByName(subject), entry.taskRef, resource.source);
  const run = resource.kind === 'PipelineRun' ? resource.spec.params : [];
  return withoutValue(entry.taskSpec?.params ?? named?.spec.params ?? [], [
    ...entry.params,
    ...(entry.matrix?.params ?? []),
    ...(entry.matrix?.include.flatMap(({ params }) => params) ?? []),
    ...(entry.taskSpec === null ? [] : [...pipeline.params, ...run]),
  ]).flatMap((flaw) => {
    const at = entry.name ?? entry.taskRef?.name;
    return at === undefined || at === null ? [] : [fault(resource, at.node, { address, ...flaw })];
  });
}

/** The same for a run that names its Task or Pipeline. */
function unsetByRun(subject: Subject, { resource, address }: ResourceSite): readonly Violation[] {
  if (resource.kind !== 'TaskRun' && resource.kind !== 'PipelineRun') return [];
  /** What has run found all it needed, in the cluster. */
  if (mapGet(resource.node, 'status') !== undefined) return [];
  const { ref, params } = resource.spec;
  const name = ref?.name ?? null;
  const named =
    resource.kind === 'TaskRun'
      ? lookUp(tasksByName(subject), ref, resource.source)
      : lookUp(pipelinesByName(subject), ref, resource.source);
  if (named === undefined || name === null) return [];
  return withoutValue(named.spec.params, params).map((flaw) =>
    fault(resource, name.node, { address, ...flaw }),
  );
}

function withoutValue(
  wanted: readonly ParamSpec[],
  given: Named,
): readonly Omit<Flaw, 'address'>[] {
  const names = new Set(given.flatMap(({ name }) => name?.value ?? []));
  return wanted
    .filter((spec) => spec.default === null && !names.has(spec.name?.value ?? ''))
    .map(lacking);
}

function lacking({ name }: ParamSpec): Omit<Flaw, 'address'> {
  const text = name?.value ?? '';
  return {
    subject: `parameter ${text}`,
    what: `it needs the parameter \`${text}\`, and nothing gives it`,
    hint: `params: [{ name: ${text}, value: … }]`,
  };
}

/** A volume that the Task does not have; the pod of a run may bring its own. */
function unmounted({ resource, address, step, task }: ContainerSite): readonly Violation[] {
  if (task === null || resource.kind === 'TaskRun' || resource.kind === 'PipelineRun') return [];
  const known = new Set(task.spec.volumes.flatMap(({ name }) => name?.value ?? []));
  return step.volumeMounts
    .flatMap((mount) => scalarOf(mapGet(mount, 'name')) ?? [])
    .filter(({ text }) => !known.has(text) && !text.includes('$('))
    .map((node) =>
      fault(resource, node, {
        ...{ address, subject: `volume ${node.text}` },
        what: `the task has no volume \`${node.text}\``,
        hint: `volumes: [{ name: ${node.text}, emptyDir: {} }]`,
      }),
    );
}
