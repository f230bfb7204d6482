import type { Range } from '../expression/syntax.js';

/** What a `$(…)` of Tekton names (Tekton, "Variable Substitutions"; Triggers, "TriggerBindings"). */
export type Variable =
  /** `params.x`, `params["x"]`, `params.x[*]`, `params.x.key`; `template` for `tt.params`. */
  | { readonly kind: 'param'; readonly name: string; readonly template: boolean }
  | { readonly kind: 'task-result'; readonly task: string; readonly name: string }
  | { readonly kind: 'step-result'; readonly step: string; readonly name: string }
  /** The file that a result is written to; `step` for the result of a step. */
  | { readonly kind: 'result-path'; readonly name: string; readonly step: boolean }
  | { readonly kind: 'workspace'; readonly name: string }
  /** A field of the event: `body`, `header`, `extensions`. */
  | { readonly kind: 'event'; readonly from: string; readonly path: readonly string[] }
  /** Names, identifiers and states that the cluster makes. */
  | { readonly kind: 'context'; readonly path: readonly string[] };

export interface VariableUse extends Range {
  readonly text: string;
  readonly variable: Variable;
}

const USE =
  /\$\(((?:tt\.)?params|inputs|outputs|tasks|steps|step|results|workspaces|context|body|header|extensions|uid)((?:\.[\w-]+|\[(?:"[^"\n]*"|'[^'\n]*'|\d+|\*)\])*)\)/g;
const PART = /\.([\w-]+)|\[(?:"([^"\n]*)"|'([^'\n]*)'|(\d+|\*))\]/g;

/** Every variable of a text. Tekton knows no escape: it fills in what stands behind another `$` too. */
export function variablesIn(text: string): readonly VariableUse[] {
  if (!text.includes('$(')) return [];
  return [...text.matchAll(USE)].flatMap((found) => {
    const variable = variableOf(found[1] ?? '', partsOf(found[2] ?? ''));
    const { index: start } = found;
    return variable === null
      ? []
      : [{ variable, text: found[0], start, end: start + found[0].length }];
  });
}

function partsOf(text: string): readonly string[] {
  return [...text.matchAll(PART)].map((part) => part[1] ?? part[2] ?? part[3] ?? '*');
}

function variableOf(root: string, parts: readonly string[]): Variable | null {
  const [first, second, third] = parts;
  switch (root) {
    case 'params':
    case 'tt.params':
      return first === undefined
        ? null
        : { kind: 'param', name: first, template: root !== 'params' };
    case 'inputs':
      return first === 'params' && second !== undefined
        ? { kind: 'param', name: second, template: false }
        : { kind: 'context', path: [root, ...parts] };
    case 'tasks':
      return first !== undefined && second === 'results' && third !== undefined
        ? { kind: 'task-result', task: first, name: third }
        : { kind: 'context', path: [root, ...parts] };
    case 'steps':
      return first !== undefined && second === 'results' && third !== undefined
        ? { kind: 'step-result', step: first, name: third }
        : { kind: 'context', path: [root, ...parts] };
    case 'step':
      return second === undefined ? null : { kind: 'result-path', name: second, step: true };
    case 'results':
      return first === undefined ? null : { kind: 'result-path', name: first, step: false };
    case 'workspaces':
      return first === undefined ? null : { kind: 'workspace', name: first };
    case 'body':
    case 'header':
    case 'extensions':
      return { kind: 'event', from: root, path: parts };
    default:
      return { kind: 'context', path: [root, ...parts] };
  }
}

/** A `{{ … }}` of Pipelines as Code, filled in from the event before Tekton sees the run. */
export interface EventUse extends Range {
  readonly text: string;
  /** `['body', 'pull_request', 'title']`, `['source_branch']`; `['cel']` for an expression. */
  readonly path: readonly string[];
}

const EVENT_USE = /(?<!\$)\{\{\s*(cel:[^}]*|[A-Za-z_][\w.[\]"'*-]*)\s*\}\}/g;

/** Every variable of Pipelines as Code in a text. */
export function eventVariablesIn(text: string): readonly EventUse[] {
  if (!text.includes('{{')) return [];
  return [...text.matchAll(EVENT_USE)].map((found) => {
    const inner = (found[1] ?? '').trim();
    const path = inner.startsWith('cel:')
      ? ['cel', inner]
      : partsOf(`.${inner.replace(/\[(\w+)\]/g, '["$1"]')}`);
    return { text: found[0], path, start: found.index, end: found.index + found[0].length };
  });
}
