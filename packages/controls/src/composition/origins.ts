import type { Node } from '@plumbline/core';
import type { Param, ParamSpec } from '@plumbline/pipeline';
import type { ContainerSite, PipelineTaskSite, ResourceSite, TaskSite } from '../tekton/specs.js';

/** Where the value of a Tekton variable comes from, as far as the definition around it tells. */
export type Origin =
  /** Written down here, one of an enumeration, or a name that the platform gives. */
  | { readonly kind: 'fixed'; readonly value: Node | null }
  /** Whoever uses the Task, Pipeline or StepAction. */
  | { readonly kind: 'caller'; readonly name: string; readonly param: ParamSpec | null }
  /** A trigger, from what somebody sent. */
  | { readonly kind: 'trigger'; readonly name: string }
  /** A task or step that ran before. */
  | { readonly kind: 'result'; readonly name: string };

/** A place of a definition that variables stand in. */
export type VariableSite = ResourceSite &
  Partial<Pick<ContainerSite, 'task'>> &
  Partial<Pick<PipelineTaskSite, 'pipeline'>> &
  Partial<Pick<TaskSite, 'spec' | 'inPipeline'>>;

interface Variable {
  readonly scope: 'params' | 'tt' | 'result' | 'event';
  readonly name: string;
}

const VARIABLE =
  /\$\((tt\.)?params(?:\.([\w.-]+)|\[(?:"([^"]+)"|'([^']+)')\])(?:\[[^\]]*\])?\)|\$\(((?:tasks|steps)\.[\w-]{1,100}\.results[^()\s]{0,300})\)|\{\{\s*([\w.:-]+)\s*\}\}/g;

/** What Pipelines as Code fills in that nobody but the platform and the owners of the repository decide. */
const PLATFORM = new Set([
  'event_type',
  'git_auth_secret',
  'git_auth_secret_key',
  'pull_request_number',
  'repo_name',
  'repo_owner',
  'repo_url',
  'revision',
  'target_branch',
  'target_namespace',
]);

/** Every variable of a text, `["x"]` and `['x']` as `.x`. */
export function variablesIn(text: string): readonly Variable[] {
  return [...text.matchAll(VARIABLE)].flatMap(([, tt, dot, double, single, result, event]) => {
    const name = dot ?? double ?? single;
    if (name !== undefined) return { scope: tt === undefined ? ('params' as const) : 'tt', name };
    if (result !== undefined) return { scope: 'result' as const, name: result };
    return event === undefined ? [] : { scope: 'event' as const, name: event };
  });
}

/** The text with every variable spelt with dots: what it is called in a finding. */
export function spelled(text: string): string {
  return text.replace(
    /\$\((tt\.)?params\[(?:"([^"]+)"|'([^']+)')\]/g,
    (_whole, tt: string | undefined, double: string | undefined, single: string | undefined) =>
      `$(${tt ?? ''}params.${double ?? single ?? ''}`,
  );
}

/** What stands for values that are known when the run starts and that no one can choose. */
const OF_THE_EVENT: Readonly<Record<string, string>> = {
  repo_url: 'https://repository.of.the.run',
  revision: '0'.repeat(40),
};

/** The text with every variable replaced whose value, or default, is written down. */
export function resolved(text: string, site: VariableSite): string {
  return text.replace(VARIABLE, (whole: string) => {
    const [variable] = variablesIn(whole);
    if (variable?.scope === 'event') return OF_THE_EVENT[variable.name] ?? `{{${variable.name}}}`;
    const node = writtenValue(whole, site);
    return node?.kind === 'scalar' && node.text !== whole ? node.text : whole;
  });
}

/** Where the value, or the default, of a text that is one variable is written down. */
export function writtenValue(text: string, site: VariableSite): Node | null {
  const [whole] = text.trim().match(VARIABLE) ?? [];
  const [origin] = whole === text.trim() ? originsOf(text, site) : [];
  if (origin?.kind === 'fixed') return origin.value;
  return origin?.kind === 'caller' ? (origin.param?.default ?? null) : null;
}

/** Where each variable of a text comes from. */
export function originsOf(text: string, site: VariableSite): readonly Origin[] {
  return variablesIn(text).flatMap((variable) => originOf(variable, site));
}

function originOf({ scope, name }: Variable, site: VariableSite): readonly Origin[] {
  if (scope === 'result') return [{ kind: 'result', name }];
  if (scope === 'tt') return [{ kind: 'trigger', name }];
  if (scope === 'event')
    return [PLATFORM.has(name) ? { kind: 'fixed', value: null } : { kind: 'trigger', name }];
  return paramOrigin(name, site);
}

/** The nearest declaration counts: of the step, the Task, the Pipeline, the run. */
function paramOrigin(name: string, site: VariableSite): readonly Origin[] {
  const { resource } = site;
  if (resource.kind === 'StepAction') return declared(name, resource.params, null, site);
  const task = site.task ?? (site.spec === undefined ? null : (site as TaskSite));
  if (task !== null && has(task.spec.params, name)) {
    const above = task.inPipeline ?? { resource, template: site.template, address: site.address };
    return declared(name, task.spec.params, givenTo(task), above);
  }
  const pipeline = site.pipeline ?? task?.inPipeline?.pipeline ?? null;
  const run = { resource, template: site.template, address: site.address };
  const given = runParams(site);
  if (pipeline !== null && has(pipeline.params, name))
    return declared(name, pipeline.params, resource.kind === 'PipelineRun' ? given : null, run);
  return given === null ? [{ kind: 'caller', name, param: null }] : fromGiven(name, given, run);
}

function has(params: readonly ParamSpec[], name: string): boolean {
  return find(params, name) !== undefined;
}

/** `a.b` is the parameter `a.b` or the key `b` of the parameter `a`. */
function find(params: readonly ParamSpec[], name: string): ParamSpec | undefined {
  return (
    params.find((param) => param.name?.value === name) ??
    params.find((param) => param.name?.value === name.split('.')[0])
  );
}

/** What is given to a Task that is written in place; null for one that others use. */
function givenTo(task: TaskSite): readonly Param[] | null {
  if (task.inPipeline === null) return runParams(task);
  const { params, matrix } = task.inPipeline.entry;
  return [
    ...params,
    ...(matrix?.params ?? []),
    ...(matrix?.include.flatMap((row) => row.params) ?? []),
  ];
}

function runParams({ resource }: ResourceSite): readonly Param[] | null {
  return resource.kind === 'TaskRun' || resource.kind === 'PipelineRun'
    ? resource.spec.params
    : null;
}

function declared(
  name: string,
  params: readonly ParamSpec[],
  given: readonly Param[] | null,
  above: VariableSite,
): readonly Origin[] {
  const param = find(params, name) ?? null;
  const [only, second] = param?.enum ?? [];
  if (only !== undefined)
    return [{ kind: 'fixed', value: second === undefined ? only.node : null }];
  if (given === null) return [{ kind: 'caller', name, param }];
  const origins = fromGiven(name, given, above);
  return origins.length > 0 ? origins : [{ kind: 'fixed', value: param?.default ?? null }];
}

function fromGiven(name: string, given: readonly Param[], above: VariableSite): readonly Origin[] {
  return given
    .filter((param) => param.name.value === name || param.name.value === name.split('.')[0])
    .flatMap(({ value }): readonly Origin[] => {
      if (value === null) return [];
      const origins = textsIn(value).flatMap((text) => originsOf(text, above));
      return origins.length > 0 ? origins : [{ kind: 'fixed', value }];
    });
}

function textsIn(node: Node): readonly string[] {
  if (node.kind === 'scalar') return [node.text];
  const inner = node.kind === 'seq' ? node.items : node.entries.map(({ value }) => value);
  return inner.flatMap((child) => textsIn(child));
}
