import { canonicalJson, redact, toJson, type Node } from '@plumbline/core';
import type { ParamSpec } from '../tekton/param.js';
import type { TaskSpec } from '../tekton/task.js';
import type { DefinedFunction, DefinedValue } from './defined.js';
import { paramOf, variablesIn } from './variables.js';

/** `pipeline.DefaultResultPath`, `StepsDir` and `WorkspaceDir` of Tekton (pkg/apis/pipeline/paths.go). */
const RESULTS = '/tekton/results';
const STEPS = '/tekton/steps';
const WORKSPACE = '/workspace';

/**
 * What the variables in the templates of a Task stand for where the definition says it: defaults of params that no run
 * need give, and the paths that Tekton makes of results and workspaces. `outer`: the params of a Pipeline around the Task.
 */
export function valuesOfTask(
  spec: TaskSpec,
  functions: readonly DefinedFunction[],
  outer: readonly ParamSpec[],
): readonly DefinedValue[] {
  const used = functions.flatMap(({ template }) => variablesIn(template ?? ''));
  const params = [...spec.params, ...outer];
  return [...new Set(used)].flatMap((name) => {
    const texts = textsOf(name, spec, params);
    return texts.every(isKnown) ? texts.map((value) => ({ name, value })) : [];
  });
}

/** A value of the run may stand in it again; what looks like a secret is not told. */
function isKnown(text: string): boolean {
  return !text.includes('$(') && redact(text, []) === text;
}

function textsOf(
  variable: string,
  spec: TaskSpec,
  params: readonly ParamSpec[],
): readonly string[] {
  const param = paramOf(variable);
  if (param !== null)
    return params.flatMap((each) =>
      each.name?.value === param.name && each.default !== null ? [asText(each.default)] : [],
    );
  const [, kind = '', name = '', what = ''] =
    /^(results|step\.results|workspaces|steps)(?:\.|\[["'])([^"'[\]]+?)(?:["']\])?\.(path|bound|exitCode\.path)$/.exec(
      variable,
    ) ?? [];
  switch (`${kind} ${what}`) {
    case 'results path':
      return [`${RESULTS}/${name}`];
    case 'step.results path':
      return namesOfSteps(spec).map((step) => `${STEPS}/${step}/results/${name}`);
    case 'steps exitCode.path':
      return [`${STEPS}/${name}/exitCode`];
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
