import type { Range } from '../expression/syntax.js';

/** What a `$(…)` of Tekton names (Tekton, "Variable Substitutions"; Triggers, "TriggerBindings"). */
export type Variable =
  /** `params.x`, `params["x"]`, `params.x[*]`, `params.x.key`; `template` for `tt.params`. */
  | {
      readonly kind: 'param';
      readonly name: string;
      readonly template: boolean;
      /** Of an object. */
      readonly key?: string;
    }
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

type Reader = (parts: readonly string[], root: string) => Variable | null;

const CONTEXT: Reader = (parts, root) => ({ kind: 'context', path: [root, ...parts] });
const EVENT: Reader = (path, from) => ({ kind: 'event', from, path });

function param([name, key]: readonly string[], template: boolean): Variable | null {
  if (name === undefined) return null;
  const isKey = key !== undefined && !/^(?:\*|\d+)$/.test(key);
  return { kind: 'param', name, template, ...(isKey ? { key } : {}) };
}

function resultOf(
  parts: readonly string[],
  make: (from: string, name: string) => Variable,
): Variable | null {
  const [from, word, name] = parts;
  return from !== undefined && word === 'results' && name !== undefined ? make(from, name) : null;
}

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['params', (parts) => param(parts, false)],
  ['tt.params', (parts) => param(parts, true)],
  [
    'inputs',
    (parts, root) => (parts[0] === 'params' ? param(parts.slice(1), false) : CONTEXT(parts, root)),
  ],
  [
    'tasks',
    (parts, root) =>
      resultOf(parts, (task, name) => ({ kind: 'task-result', task, name })) ??
      CONTEXT(parts, root),
  ],
  [
    'steps',
    (parts, root) =>
      resultOf(parts, (step, name) => ({ kind: 'step-result', step, name })) ??
      CONTEXT(parts, root),
  ],
  ['step', ([, name]) => (name === undefined ? null : { kind: 'result-path', name, step: true })],
  ['results', ([name]) => (name === undefined ? null : { kind: 'result-path', name, step: false })],
  ['workspaces', ([name]) => (name === undefined ? null : { kind: 'workspace', name })],
  ['body', EVENT],
  ['header', EVENT],
  ['extensions', EVENT],
]);

function variableOf(root: string, parts: readonly string[]): Variable | null {
  return (READERS.get(root) ?? CONTEXT)(parts, root);
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
