import { mapGet, scalarOf } from '@plumbline/core';
import type {
  PipelineTask,
  Step,
  TaskSpec,
  TektonResource,
  TriggerSpec,
} from '@plumbline/pipeline';
import { shared, type Subject } from '../subject.js';
import {
  pipelineTasksOf,
  resourcesOf,
  tasksOf,
  type ResourceSite,
  type TaskSite,
} from '../tekton/specs.js';
import { placeIn, type Violation } from '../violation.js';
import { runsOwnCode } from './executes.js';

type Run = Extract<TektonResource, { kind: 'PipelineRun' | 'TaskRun' }>;

/** A run that a pull request starts, also one of a stranger. */
export interface PullRun extends ResourceSite {
  readonly resource: Run;
}

/** Runs of Pipelines as Code for pull requests, and those of templates whose trigger listens to them. */
export const pullRuns = shared((subject: Subject): readonly PullRun[] => {
  const listened = listenedTemplates(subject);
  return resourcesOf(subject).flatMap((site): readonly PullRun[] => {
    const { resource, template } = site;
    if (resource.kind !== 'PipelineRun' && resource.kind !== 'TaskRun') return [];
    const own = resource.metadata.annotations.some(
      ({ name, value }) =>
        (name.value === 'pipelinesascode.tekton.dev/on-event' &&
          /pull_request|merge_request/.test(value.value)) ||
        (name.value === 'pipelinesascode.tekton.dev/on-cel-expression' &&
          /event(?:_type)?\s*==\s*["'](?:pull_request|merge_request)/.test(value.value)),
    );
    const templated = template !== null && listened.has(template.metadata.name?.value ?? '');
    return own || templated ? [{ ...site, resource }] : [];
  });
});

/** Templates of triggers whose interceptors let pull requests through. */
function listenedTemplates(subject: Subject): ReadonlySet<string> {
  return new Set(
    resourcesOf(subject).flatMap(({ resource }) =>
      triggersOf(resource).flatMap(({ interceptors, template }) => {
        const text = interceptors
          .map(({ node }) => resource.source.text.slice(node.span.start, node.span.end))
          .join('\n');
        const name = template?.ref?.value;
        return name !== undefined && PULLS.test(text) ? [name] : [];
      }),
    ),
  );
}

const PULLS = /\bpull_request\b|Merge Request Hook|merge_request/;

function triggersOf(resource: TektonResource): readonly TriggerSpec[] {
  if (resource.kind === 'Trigger') return [resource.spec];
  return resource.kind === 'EventListener' ? resource.spec.triggers : [];
}

/** The tasks of a run that are written in the target, with what they stand in. */
function tasksOfRun(
  subject: Subject,
  run: PullRun,
): readonly (TaskSite & { readonly entry: PipelineTask | null })[] {
  const inline = tasksOf(subject)
    .filter(({ resource }) => resource === run.resource)
    .map((site) => ({ ...site, entry: site.inPipeline?.entry ?? null }));
  const names = pipelineTasksOf(subject)
    .filter(({ resource }) => resource === run.resource)
    .map(({ entry }) => entry);
  const called = names.flatMap((entry) => {
    const name = entry.taskRef?.resolver === null ? entry.taskRef.name?.value : undefined;
    const found = tasksOf(subject).filter(
      ({ resource }) => resource.kind === 'Task' && resource.metadata.name?.value === name,
    );
    return found.length === 1 ? found.map((site) => ({ ...site, entry })) : [];
  });
  return [...inline, ...called];
}

/** Steps that build the code of a pull request and hold a secret; one for each task. */
export function executedInPulls(subject: Subject): readonly Violation[] {
  return pullRuns(subject).flatMap((run) =>
    tasksOfRun(subject, run).flatMap((site) => executedIn(run, site).slice(0, 1)),
  );
}

function executedIn(
  run: PullRun,
  site: TaskSite & { readonly entry: PipelineTask | null },
): readonly Violation[] {
  const { spec } = site;
  const shared = secretOfTask(run, spec, site.entry);
  return spec.steps.flatMap((step): readonly Violation[] => {
    const script = step.script ?? step.args.find(({ value }) => runsOwnCode(value)) ?? null;
    const secret = secretOfStep(step) ?? shared;
    if (secret === null || script === null || !runsOwnCode(script.value)) return [];
    return [
      {
        at: placeIn(site.resource, script),
        address: `${site.address}.steps.${step.name?.value ?? 'step'}`,
        subject: secret,
        severity: 'medium',
        message: `Whoever opens a pull request that somebody lets run has code of their own run here, and it can read ${secret}.`,
        hint: 'pipelinesascode.tekton.dev/on-event: "[push]"   # for what needs the secret',
      },
    ];
  });
}

function secretOfStep({ env, envFrom }: Step): string | null {
  const variable = env.find(({ valueFrom }) => mapGet(valueFrom, 'secretKeyRef') !== undefined);
  if (variable !== undefined) return `the secret in \`${variable.name?.value ?? ''}\``;
  return envFrom.some((from) => mapGet(from, 'secretRef') !== undefined)
    ? 'the secrets of its environment'
    : null;
}

/** What all steps of a task hold; the token of the clone itself is bound to the run. */
function secretOfTask(run: PullRun, spec: TaskSpec, entry: PipelineTask | null): string | null {
  const template = spec.stepTemplate === null ? null : secretOfStep(spec.stepTemplate);
  if (template !== null) return template;
  const bound = new Set(
    run.resource.spec.workspaces.flatMap(({ name, secret }) => {
      const text = scalarOf(mapGet(secret, 'secretName'))?.text ?? '';
      return secret === null || /git_auth_secret/.test(text) ? [] : [name?.value ?? ''];
    }),
  );
  const used = (entry?.workspaces ?? spec.workspaces).find(({ workspace, name }) =>
    bound.has((workspace ?? name)?.value ?? ''),
  );
  return used === undefined ? null : `the secret workspace \`${used.name?.value ?? ''}\``;
}
