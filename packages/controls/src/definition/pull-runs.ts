import { mapGet, scalarOf, type Node } from '@plumbline/core';
import type { Param, PipelineTask, Step, TaskSpec, TektonResource } from '@plumbline/pipeline';
import { shared, type Subject } from '../subject.js';
import { scalarsIn } from '../credentials/expressions.js';
import { runsOf, tasksOfRun, type RunSite, type RunTask } from '../tekton/run-tasks.js';
import { commandLine, commandsOf } from '../tekton/command-line.js';
import { hears, paramsBound, triggersOf, type TriggerSite } from '../triggers/listeners.js';
import { looseBindings } from '../triggers/loose-bindings.js';
import { variablesIn } from '../variables/variables.js';
import { placeIn, type Violation } from '../violation.js';
import { rightsOfRun } from './run-rights.js';
import { runsOwnCode } from './executes.js';

/** Runs that a pull request starts, also one of a stranger: those of Pipelines as Code, and those of templates whose trigger listens to them. */
export const pullRuns = shared((subject: Subject): readonly RunSite[] => {
  const listening = triggersOf(subject).filter((site) => hearsPulls(site));
  const loose = looseBindings(subject).map(({ binding, template }) => {
    const heads = binding.params.filter(({ value }) => takesHead(value));
    return { template, heads };
  });
  return runsOf(subject).filter(({ resource, template }) => {
    const own = resource.metadata.annotations.some(
      ({ name, value }) =>
        (name.value === 'pipelinesascode.tekton.dev/on-event' &&
          /pull_request|merge_request/.test(value.value)) ||
        (name.value === 'pipelinesascode.tekton.dev/on-cel-expression' &&
          /event(?:_type)?\s*==\s*["'](?:pull_request|merge_request)/.test(value.value)),
    );
    return (
      own ||
      listening.some((site) => creates(site, template, resource)) ||
      loose.some((one) => one.template === template && one.heads.some(usedIn(resource)))
    );
  });
});

/** Whether a run uses a parameter of its template. */
function usedIn({ node }: TektonResource): (param: Param) => boolean {
  const used = scalarsIn(node)
    .flatMap(({ text }) => variablesIn(text))
    .flatMap(({ variable }) =>
      variable.kind === 'param' && variable.template ? variable.name : [],
    );
  const names = new Set(used);
  return ({ name }) => names.has(name.value);
}

function takesHead(value: Param['value']): boolean {
  return /^\$\(body\.(?:pull_request\.head|object_attributes\.last_commit)\b/.test(
    scalarOf(value)?.text ?? '',
  );
}

/** Whether the run is one that the trigger creates: by the template of its name, or by one written in it. */
export function creates(
  { trigger, resource: from }: TriggerSite,
  template: TektonResource | null,
  { node }: TektonResource,
): boolean {
  if (template === null) return false;
  if (template.kind === 'TriggerTemplate')
    return trigger.template?.ref?.value === template.metadata.name?.value;
  return from === template && trigger.template?.spec?.resourceTemplates.includes(node) === true;
}

const PULLS = /\bpull_?request\b|pullrequest:|Merge Request Hook|merge_request/i;

function hearsPulls({ chains }: TriggerSite): boolean {
  return chains.some((chain) => hears(chain, { types: PULLS, filters: PULLS }));
}

/** Steps that build the code of a pull request and hold a secret; one for each task. */
export function executedInPulls(subject: Subject): readonly Violation[] {
  const pulls = pullRuns(subject).filter((run) => !takesBase(subject, run));
  const runs = [...pulls, ...commentRuns(subject).filter((run) => !pulls.includes(run))];
  return runs.flatMap((run) => {
    const rights = rightsOfRun(subject, run);
    return tasksOfRun(subject, run).flatMap((site) => executedIn(run, site, rights).slice(0, 1));
  });
}

const COMMENTS = /\bissue_comment\b|\bnote hook\b|pullrequest:comment/i;
const HEAD = /\b(?:pull|merge-requests)\/[^\s/]+\/(?:head|merge)\b|\bgh\s+pr\s+checkout\b/;
const ASKS = /author_association|\b(?:user|sender|actor)\.(?:login|username|id)\b|githubOwners/;

/** Runs that a comment of anybody starts, and that fetch the head of the pull request themselves. */
function commentRuns(subject: Subject): readonly RunSite[] {
  const open = triggersOf(subject).filter(({ chains }) =>
    chains.some(
      (chain) =>
        hears(chain, { types: COMMENTS, filters: COMMENTS }) &&
        !chain.some(({ node }) => scalarsIn(node).some(({ text }) => ASKS.test(text))),
    ),
  );
  if (open.length === 0) return [];
  return runsOf(subject).filter(
    (run) =>
      open.some((site) => creates(site, run.template, run.resource)) &&
      tasksOfRun(subject, run).some(({ spec }) => fetchesHead(spec)),
  );
}

/** Bindings of which a run takes the commit of the base, and nothing of what was proposed. */
function takesBase(subject: Subject, run: RunSite): boolean {
  const { resource, template } = run;
  const bound = triggersOf(subject)
    .filter((site) => creates(site, template, resource))
    .flatMap((site) => paramsBound(subject, site.trigger, site.resource))
    .flatMap(({ params }) => params)
    .filter(usedIn(resource))
    .map(({ value }) => scalarOf(value)?.text ?? '')
    .join('\n');
  return (
    /pull_request\.base\.(?:sha|ref)/.test(bound) &&
    !/\.head\b|merge_commit/.test(bound) &&
    !tasksOfRun(subject, run).some(({ spec }) => fetchesHead(spec))
  );
}

function fetchesHead({ steps }: TaskSpec): boolean {
  return steps.some((step) => HEAD.test(commandsOf(step)));
}

function executedIn(run: RunSite, site: RunTask, rights: string | null): readonly Violation[] {
  const { spec } = site;
  const shared = secretOfTask(run, spec, site.entry) ?? rights;
  return spec.steps.flatMap((step): readonly Violation[] => {
    const line = commandLine(step);
    const script = step.script ?? step.args.find(({ value }) => runsOwnCode(value)) ?? line[0];
    const secret = secretOfStep(step) ?? secretMounted(step, spec) ?? shared;
    if (secret === null || script === undefined) return [];
    if (!runsOwnCode(script.value) && (step.script !== null || !runsOwnCode(commandsOf(step))))
      return [];
    return [
      {
        at: placeIn(site.resource, script),
        address: `${site.address}.steps.${step.name?.value ?? 'step'}`,
        subject: secret,
        severity: 'medium',
        message: `Whoever opens a pull request that somebody lets run has code of their own run here, and it can use ${secret}.`,
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

function secretMounted({ volumeMounts }: Step, task: TaskSpec): string | null {
  const { volumes, stepTemplate } = task;
  const mounted = [...volumeMounts, ...(stepTemplate?.volumeMounts ?? [])].map(
    (mount) => scalarOf(mapGet(mount, 'name'))?.text,
  );
  const volume = volumes.find(
    ({ node, name }) =>
      mounted.includes(name?.value) &&
      (mapGet(node, 'secret') !== undefined || /secrets-store/.test(driverOf(node))),
  );
  return volume === undefined ? null : `the secret volume \`${volume.name?.value ?? ''}\``;
}

function driverOf(volume: Node): string {
  return scalarOf(mapGet(mapGet(volume, 'csi'), 'driver'))?.text ?? '';
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
