import { canonicalJson, redact, toJson, type Node } from '@plumbline/core';
import type { ParamSpec } from '../tekton/param.js';
import type { TaskSpec } from '../tekton/task.js';
import type { DefinedFunction, DefinedValue } from './defined.js';
import { paramOf, variablesIn } from './variables.js';

/** `pipeline.DefaultResultPath`, `StepsDir` and `WorkspaceDir` of Tekton (pkg/apis/pipeline/paths.go). */
const RESULTS = '/tekton/results';
const STEPS = '/tekton/steps';
const WORKSPACE = '/workspace';

/** What params may be where the definition says it; null: only the run tells. */
export type KnownParams = ReadonlyMap<string, readonly (string | null)[]>;

/**
 * What the variables in the templates of a Task stand for where the definition says it: defaults of params that no run
 * need give, and the paths that Tekton makes of workspaces. `outer`: the params of a Pipeline in which the
 * Task is written, which it sees (Tekton, docs/pipelineruns.md, "Propagated Parameters").
 */
export function valuesOfTask(
  spec: TaskSpec,
  functions: readonly DefinedFunction[],
  outer: KnownParams,
): readonly DefinedValue[] {
  const used = functions.flatMap(({ template }) => variablesIn(template ?? ''));
  const own = defaultsOf(spec.params);
  return [...new Set(used)].flatMap((name) => {
    const param = paramOf(name)?.name ?? '';
    const params = [...(own.get(param) ?? []), ...(outer.get(param) ?? [])];
    const texts = paramOf(name) === null ? textsOf(name, spec) : params;
    return texts.every(isKnown) ? texts.map((value) => ({ name, value })) : [];
  });
}

/** The defaults of params by their names; without one a run has to say it. */
export function defaultsOf(params: readonly ParamSpec[]): KnownParams {
  return new Map(
    params.map(({ name, default: value }) => [
      name?.value ?? '',
      value === null ? [] : [asText(value)],
    ]),
  );
}

/** A value of the run may stand in it again; what looks like a secret is not told. */
function isKnown(text: string | null): text is string {
  return text !== null && !text.includes('$(') && redact(text, []) === text;
}

const PATH =
  /^(results|step\.results|workspaces|steps)(?:\.|\[["'])([^"'[\]]+?)(?:["']\])?\.(path|bound|exitCode\.path)$/;

/** A variable that stands for the same path in every Task; null: it is none. */
export function fixedPath(variable: string): string | null {
  const [, kind = '', name = '', what = ''] = PATH.exec(variable) ?? [];
  if (kind === 'results' && what === 'path') return `${RESULTS}/${name}`;
  return kind === 'steps' && what === 'exitCode.path' ? `${STEPS}/${name}/exitCode` : null;
}

function textsOf(variable: string, spec: TaskSpec): readonly string[] {
  const [, kind = '', name = '', what = ''] = PATH.exec(variable) ?? [];
  switch (`${kind} ${what}`) {
    case 'step.results path':
      return namesOfSteps(spec).map((step) => `${STEPS}/${step}/results/${name}`);
    case 'workspaces bound':
      return ['true', 'false'];
    case 'workspaces path':
      return pathsOfWorkspace(name, spec);
    default:
      return [];
  }
}

/** An array or an object as JSON, as records have the value of an input. */
function asText(node: Node): string {
  return node.kind === 'scalar' ? String(node.value) : canonicalJson(toJson(node));
}

function namesOfSteps({ steps }: TaskSpec): readonly string[] {
  return steps.map(({ name }, at) => `step-${name?.value || `unnamed-${String(at)}`}`);
}

/** Where it is mounted, by the Task or by one of its steps; none where it is optional and nobody binds it. */
function pathsOfWorkspace(name: string, spec: TaskSpec): readonly string[] {
  const declared = spec.workspaces.filter((each) => each.name?.value === name);
  const used = [...spec.steps, ...spec.sidecars].flatMap(({ workspaces }) =>
    workspaces.filter((each) => each.name?.value === name),
  );
  const mounted = [...declared, ...used].flatMap(({ mountPath }) => mountPath?.value ?? []);
  const isOptional = declared.some(({ optional }) => optional?.value === 'true');
  return [...new Set([...mounted, `${WORKSPACE}/${name}`, ...(isOptional ? [''] : [])])];
}
