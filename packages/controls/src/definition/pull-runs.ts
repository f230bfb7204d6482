import { mapGet, scalarOf } from '@plumbline/core';
import type {
  PipelineTask,
  Step,
  TaskSpec,
  TektonResource,
  TriggerSpec,
} from '@plumbline/pipeline';
import { shared, type Subject } from '../subject.js';
import { runsOf, tasksOfRun, type RunSite, type RunTask } from '../tekton/run-tasks.js';
import { resourcesOf } from '../tekton/specs.js';
import { placeIn, type Violation } from '../violation.js';
import { runsOwnCode } from './executes.js';

/** Runs that a pull request starts, also one of a stranger: those of Pipelines as Code, and those of templates whose trigger listens to them. */
export const pullRuns = shared((subject: Subject): readonly RunSite[] => {
  const listened = listenedTemplates(subject);
  return runsOf(subject).filter(({ resource, template }) => {
    const own = resource.metadata.annotations.some(
      ({ name, value }) =>
        (name.value === 'pipelinesascode.tekton.dev/on-event' &&
          /pull_request|merge_request/.test(value.value)) ||
        (name.value === 'pipelinesascode.tekton.dev/on-cel-expression' &&
          /event(?:_type)?\s*==\s*["'](?:pull_request|merge_request)/.test(value.value)),
    );
    const templated = template !== null && listened.has(template.metadata.name?.value ?? '');
    return own || templated;
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

/** Steps that build the code of a pull request and hold a secret; one for each task. */
export function executedInPulls(subject: Subject): readonly Violation[] {
  return pullRuns(subject).flatMap((run) =>
    tasksOfRun(subject, run).flatMap((site) => executedIn(run, site).slice(0, 1)),
  );
}

function executedIn(run: RunSite, site: RunTask): readonly Violation[] {
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
function secretOfTask(run: RunSite, spec: TaskSpec, entry: PipelineTask | null): string | null {
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
