import { mapGet, scalarOf, type Node } from '@plumbline/core';
import { asExpression, LONGEST } from './fill.js';

/** A line that writes one output or variable, `echo "name=value" >> "$GITHUB_OUTPUT"`, and the same by `printf`. */
const TO_FILE = /[ \t]*>>[ \t]*"?\$\{?GITHUB_(OUTPUT|ENV)\}?"?$/;
const ECHO = /^echo[ \t]+(?:-[ne]+[ \t]+)?(["']?)([A-Za-z_][\w-]*)=(.*)\1$/;
const PRINTF = /^printf[ \t]+(["'])([A-Za-z_][\w-]*)=%s(?:\\n)?\1[ \t]+"(.*)"$/;
const IDLE = /^(?:#.*|set[ \t]+[-+][\w ]+|shopt.*)?$/;
const VARIABLE = /\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/g;

/** Contexts that mean the same in every step and job of a run. */
const ELSEWHERE = /(?<![\w.'-])(?:steps|env|runner|job|matrix|strategy|jobs|hashFiles)\s*[.([]/;

/** Whether a text says the same in another job. */
export function isFixed(text: string): boolean {
  return !ELSEWHERE.test(text);
}

/** What a step hands to the steps behind it without doing anything else. */
export interface HandedOn {
  /** By their names in lower case. */
  readonly outputs: ReadonlyMap<string, string>;
  readonly variables: ReadonlyMap<string, string>;
}

const NOTHING: HandedOn = { outputs: new Map(), variables: new Map() };

/** What a step writes to its outputs and to the environment, where it does nothing else. */
export function handedOn(step: Node): HandedOn {
  const run = scalarOf(mapGet(step, 'run'));
  if (run === undefined || !/GITHUB_(?:OUTPUT|ENV)/.test(run.text)) return NOTHING;
  const env = envOf(mapGet(step, 'env'));
  const outputs = new Map<string, string>();
  const variables = new Map<string, string>();
  for (const line of run.text.split('\n').map((one) => one.trim())) {
    if (IDLE.test(line)) continue;
    const [whole, file] = TO_FILE.exec(line) ?? [];
    const write = whole === undefined ? null : writeOf(line.slice(0, -whole.length), env);
    const into = file === 'ENV' ? variables : outputs;
    const name = file === 'ENV' ? write?.name : write?.name.toLowerCase();
    if (write === null || name === undefined || into.has(name)) return NOTHING;
    into.set(name, write.value);
  }
  const condition = scalarOf(mapGet(step, 'if'))?.text;
  return { outputs: guarded(outputs, condition), variables: guarded(variables, condition) };
}

/** Whether a step hands something on and does nothing else. */
export function onlyHandsOn(step: Node): boolean {
  const { outputs, variables } = handedOn(step);
  return outputs.size + variables.size > 0;
}

/** What a command writes; null where it does something else, or the value cannot be told. */
function writeOf(
  command: string,
  env: ReadonlyMap<string, string>,
): { readonly name: string; readonly value: string } | null {
  const [, quote, name, word = ''] = ECHO.exec(command) ?? [];
  if (name === undefined) {
    const [, , given, value = ''] = PRINTF.exec(command) ?? [];
    return given === undefined ? null : named(given, valueOf(value, env));
  }
  return named(name, quote === "'" ? word : valueOf(word, env));
}

function named(name: string, value: string | null) {
  return value === null ? null : { name, value };
}

function envOf(env: Node | undefined): ReadonlyMap<string, string> {
  return new Map(
    env?.kind === 'map'
      ? env.entries.flatMap(({ key, value }) =>
          value.kind === 'scalar' ? [[key.text, value.text] as const] : [],
        )
      : [],
  );
}

/** The text that a word comes to; null where that cannot be told. */
function valueOf(word: string, env: ReadonlyMap<string, string>): string | null {
  const shell = word.replace(/\$\{\{.*?\}\}/g, '');
  if (/["`\\]|\$\(|\$\{[^}{]*[^\w}{]|\$[^\w{]/.test(shell)) return null;
  const names = [...shell.matchAll(VARIABLE)].map(nameOf);
  const length = names.reduce((sum, name) => sum + (env.get(name)?.length ?? Infinity), 0);
  if (length > LONGEST) return null;
  return word.replace(VARIABLE, (...found) => env.get(nameOf(found)) ?? '');
}

function nameOf([, braced, plain]: readonly (string | undefined)[]): string {
  return braced ?? plain ?? '';
}

/** Outputs of a step with a condition are empty where it does not hold. */
function guarded(
  outputs: ReadonlyMap<string, string>,
  condition: string | undefined,
): ReadonlyMap<string, string> {
  if (condition === undefined) return outputs;
  if (/\b(?:always|failure|success|cancelled)\s*\(/.test(condition)) return new Map();
  const holds = `(${condition.includes('${{') ? asExpression(condition.trim()) : condition})`;
  return new Map(
    [...outputs].map(([name, text]) => [name, `\${{ ${holds} && ${asExpression(text)} || '' }}`]),
  );
}

/** What the declared outputs of a job come to, as far as they say the same in another job. */
export function jobOutputs(job: Node): ReadonlyMap<string, string> {
  const declared = mapGet(job, 'outputs');
  if (declared?.kind !== 'map') return new Map();
  return new Map(
    declared.entries.flatMap(({ key, value }) =>
      value.kind === 'scalar' && isFixed(value.text)
        ? [[key.text.toLowerCase(), value.text] as const]
        : [],
    ),
  );
}
