import { mapGet, stringOf, type Node } from '@plumbline/core';
import type { TaskSpec } from '@plumbline/pipeline';
import { FEATURE_FLAGS, settingOf, settingsOf, switchOf } from '../cluster/settings.js';
import type { Judgement } from '../control.js';
import type { Subject } from '../subject.js';
import { runsOf, tasksOfRun, type RunSite, type RunTask } from '../tekton/run-tasks.js';
import {
  containersOf,
  hasTekton,
  resourcesOf,
  tasksOf,
  type ContainerSite,
  type ResourceSite,
  type TaskSite,
} from '../tekton/specs.js';
import { placeIn, type Violation } from '../violation.js';
import { scalarsIn } from './expressions.js';
import { holdsCredentials } from './secret-names.js';

/** Control 3.2.2 on Tekton: Secrets that more containers see than need them. */
export function judgeSecretSpread(subject: Subject): Judgement {
  if (!hasTekton(subject) && flags(subject).length === 0) return 'not-applicable';
  return [
    ...containersOf(subject).flatMap((site) => [...wholeSecrets(site), ...templateSecrets(site)]),
    ...resourcesOf(subject).flatMap((site) => podSecrets(site)),
    ...tasksOf(subject).flatMap((site) => namedWorkspaces(site)),
    ...runsOf(subject).flatMap((run) => sharedWorkspaces(subject, run)),
    ...flags(subject),
  ];
}

type Text = Pick<Violation, 'subject' | 'message' | 'hint'>;

function violation(site: ResourceSite, node: Node, text: Text): Violation {
  return { at: placeIn(site.resource, node), address: site.address, severity: 'medium', ...text };
}

/** `envFrom` takes every key of a Secret. */
function wholeSecrets(site: ContainerSite): readonly Violation[] {
  return site.step.envFrom.flatMap((source) => {
    const secret = mapGet(source, 'secretRef');
    if (secret === undefined) return [];
    return {
      ...violation(site, source, {
        subject: `secret ${nameIn(secret)}`,
        message: `Every program of the step gets every key of the Secret ${nameIn(secret)}.`,
        hint: 'env with valueFrom.secretKeyRef for the one key',
      }),
      severity: 'low' as const,
    };
  });
}

/** What stands in `stepTemplate` is in every step. */
function templateSecrets(site: ContainerSite): readonly Violation[] {
  const { step, task } = site;
  if (step.role !== 'template' || task === null || task.spec.steps.length < 2) return [];
  const mounted = secretVolumes(task.spec);
  return [
    ...step.env.flatMap(({ valueFrom, node }) => {
      const secret = mapGet(valueFrom, 'secretKeyRef');
      return secret === undefined ? [] : [{ node, name: nameIn(secret) }];
    }),
    ...step.volumeMounts.flatMap((node) =>
      mounted.has(nameIn(node)) ? [{ node, name: nameIn(node) }] : [],
    ),
  ].map(({ node, name }) =>
    violation(site, node, {
      subject: `secret ${name}`,
      message: `Every program of the ${task.spec.steps.length} steps can read ${name}.`,
      hint: 'env or volumeMounts at the step that needs it',
    }),
  );
}

function secretVolumes({ volumes }: TaskSpec): ReadonlySet<string> {
  return new Set(
    volumes.flatMap(({ node, name }) =>
      mapGet(node, 'secret') === undefined || name === null ? [] : name.value,
    ),
  );
}

/** The environment of a pod template is that of every container. */
function podSecrets(site: ResourceSite): readonly Violation[] {
  const { resource } = site;
  if (resource.kind !== 'TaskRun' && resource.kind !== 'PipelineRun') return [];
  const overrides = resource.kind === 'PipelineRun' ? resource.spec.taskRunSpecs : [];
  const templates = [resource.spec.podTemplate, ...overrides.map(({ podTemplate }) => podTemplate)];
  return templates
    .flatMap((template) => template?.env ?? [])
    .flatMap(({ node, valueFrom }) => {
      const secret = mapGet(valueFrom, 'secretKeyRef');
      if (secret === undefined) return [];
      return violation(site, node, {
        subject: `secret ${nameIn(secret)}`,
        message: `Every container of every pod of the run can read ${nameIn(secret)}.`,
        hint: 'env with valueFrom.secretKeyRef at the step that needs it',
      });
    });
}

/** A workspace that is called after a Secret, seen by all steps of a Task. */
function namedWorkspaces(site: TaskSite): readonly Violation[] {
  const { spec } = site;
  return spec.workspaces.flatMap(({ node, name }) => {
    if (name === null || isIsolated(spec, name.value) || !isForOne(spec, name.value)) return [];
    return violation(site, node, spreadOf(spec, name.value));
  });
}

function spreadOf({ steps }: TaskSpec, name: string): Text {
  return {
    subject: `workspace ${name}`,
    message: `Every program of the ${steps.length} steps can read the Secret of the workspace ${name}.`,
    hint: `workspaces: [{ name: ${name} }] at the step that needs it`,
  };
}

/** Whether a step has the workspace for itself. */
function isIsolated({ steps, sidecars }: TaskSpec, name: string): boolean {
  return [...steps, ...sidecars].some(({ workspaces }) =>
    workspaces.some((own) => own.name?.value === name),
  );
}

/** A Secret workspace of a run, seen by all steps of a Task that is written here. */
function sharedWorkspaces(subject: Subject, run: RunSite): readonly Violation[] {
  const tasks = tasksOfRun(subject, run).filter(({ spec }) => spec.steps.length > 1);
  return run.resource.spec.workspaces.flatMap((workspace) => {
    const { node, name, secret } = workspace;
    if (secret === null || name === null) return [];
    const open = tasks.find((task) => isOpen(task, name.value));
    if (open === undefined) return [];
    return violation(run, node, spreadOf(open.spec, name.value));
  });
}

/** A workspace for credentials, by its name, that some steps use and others do not. */
function isForOne(spec: TaskSpec, name: string): boolean {
  if (!holdsCredentials(name)) return false;
  const path = `workspaces.${name}.`;
  const workspace = spec.workspaces.find((own) => own.name?.value === name);
  const mount = stringOf(mapGet(workspace?.node, 'mountPath'))?.replace(/\/*$/, '/');
  const using = spec.steps.filter(({ node }) =>
    scalarsIn(node).some(
      ({ text }) =>
        text.replaceAll(/workspaces\[["']([\w-]+)["']\]/g, 'workspaces.$1').includes(path) ||
        (mount !== undefined && mount.length > 1 && text.includes(mount)),
    ),
  );
  return using.length > 0 && using.length < spec.steps.length;
}

/** Whether the task has the workspace of the run, under whatever name, and no step has it for itself. */
function isOpen({ entry, spec }: RunTask, name: string): boolean {
  const bound = entry?.workspaces.find((own) => (own.workspace ?? own.name)?.value === name);
  const inside = entry === null ? name : bound?.name?.value;
  const isDeclared = spec.workspaces.some((own) => own.name?.value === inside);
  if (inside === undefined || !isDeclared || isIsolated(spec, inside)) return false;
  return !isForOne(spec, inside);
}

/** `disable-creds-init` off: credentials of the service account are copied into every step. */
function flags(subject: Subject): readonly Violation[] {
  return settingsOf(subject, FEATURE_FLAGS).flatMap((settings): readonly Violation[] => {
    if (switchOf(settings, 'disable-creds-init') === true) return [];
    const { at } = settingOf(settings, 'disable-creds-init');
    return [
      {
        at,
        address: settings.object.address,
        subject: 'disable-creds-init',
        severity: 'medium',
        message:
          'The credentials of a service account are written into the home of every step, also of those that need none.',
        hint: 'disable-creds-init: "true"',
      },
    ];
  });
}

function nameIn(node: Node): string {
  const name = mapGet(node, 'name') ?? mapGet(node, 'secretName');
  return name?.kind === 'scalar' ? name.text : '';
}
