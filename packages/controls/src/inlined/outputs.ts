import { mapGet, scalarOf, type Node } from '@plumbline/core';
import { asExpression, LONGEST } from './fill.js';
import { plainLines } from './lines.js';

/** A line that writes one output or variable, `echo "name=value" >> "$GITHUB_OUTPUT"`, and the same by `printf`. */
const TO_FILE =
  /(?<![ \t])[ \t]*(?:>>|\|[ \t]*tee[ \t]+(?:-a|--append))[ \t]*"?\$\{?GITHUB_(OUTPUT|ENV)\}?"?$/;
const ECHO = /^echo[ \t]+(?:-[ne]+[ \t]+)?(["']?)([A-Za-z_][\w-]*)=(.*)\1$/;
const PRINTF = /^printf[ \t]+(["'])([A-Za-z_][\w-]*)=%s(?:\\n)?\1[ \t]+"(.*)"$/;
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
  /** By their paths. */
  readonly files: ReadonlyMap<string, string>;
}

const NOTHING: HandedOn = { outputs: new Map(), variables: new Map(), files: new Map() };

/** What a step writes to its outputs, to the environment and to files, where it does nothing else. */
export function handedOn(step: Node): HandedOn {
  const run = scalarOf(mapGet(step, 'run'));
  const lines = run !== undefined && /[>|]/.test(run.text) ? plainLines(run.text) : null;
  if (lines === null) return NOTHING;
  const env = new Map(envOf(mapGet(step, 'env')));
  const handed = { outputs: new Map(), variables: new Map(), files: new Map() };
  if (!lines.every((line) => sets(line, env) || noteLine(line, env, handed))) return NOTHING;
  const condition = scalarOf(mapGet(step, 'if'))?.text;
  return {
    outputs: guarded(handed.outputs, condition),
    variables: guarded(handed.variables, condition),
    files: guarded(handed.files, condition),
  };
}

const SETS =
  /^(?:export[ \t]+|readonly[ \t]+|local[ \t]+)?([A-Za-z_]\w*)=(?:"([^"]*)"|'([^']*)'|([^\s"'$`;&|<>()]*))$/;

/** Whether a line sets a variable of the script to a text that is known, which is noted. */
function sets(line: string, env: Map<string, string>): boolean {
  const [, name, double, single, bare] = SETS.exec(line) ?? [];
  const value = double === undefined ? (single ?? bare) : valueOf(double, env);
  if (name === undefined || value === undefined || value === null) return false;
  env.set(name, value);
  return true;
}

/** Notes what a line writes; false if it does something else, or writes the same once more. */
function noteLine(
  line: string,
  env: ReadonlyMap<string, string>,
  { outputs, variables, files }: Record<keyof HandedOn, Map<string, string>>,
): boolean {
  const [end, file] = TO_FILE.exec(line) ?? [];
  const write = end === undefined ? keptBy(line, env) : writeOf(line.slice(0, -end.length), env);
  const into = file === undefined ? files : file === 'ENV' ? variables : outputs;
  const name = into === outputs ? write?.name.toLowerCase() : write?.name;
  if (write === null || name === undefined || into.has(name)) return false;
  into.set(name, write.value);
  return true;
}

/** Whether a step hands something on and does nothing else. */
export function onlyHandsOn(step: Node): boolean {
  const { outputs, variables, files } = handedOn(step);
  return outputs.size + variables.size + files.size > 0;
}

const KEEPS =
  /^(?:echo[ \t]+(?:-n[ \t]+)?|printf[ \t]+["']%s(?:\\n)?["'][ \t]+)"([^"]*)"[ \t]*>[ \t]*(["']?)([^\s"'<>|&;()]+)\2$/;

/** The text that a command puts into a file. */
function keptBy(line: string, env: ReadonlyMap<string, string>) {
  const [, word, , path] = KEEPS.exec(line) ?? [];
  const value = word === undefined ? null : valueOf(word, env);
  return path === undefined || value === null ? null : { name: pathOf(path), value };
}

/** The same for each way to write a path. */
export function pathOf(path: string): string {
  return path.replace(/^\.\//, '').replace(/\$\{(\w+)\}/g, '$$$1');
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

/** `$(jq -cn '["a"]')` and its like. */
const JQ = /\$\(jq[ \t]+(?:-[cnrMS]+[ \t]+)*-[cr]*n[cr]*[ \t]+(?:-c[ \t]+)?'([^'$|()]*)'\)/g;

/** The text that a word comes to; null where that cannot be told. */
function valueOf(quoted: string, env: ReadonlyMap<string, string>): string | null {
  const made = [...quoted.matchAll(JQ)].map(([, text = '']) => text);
  if (made.length > 0 && quoted.replace(JQ, '') === '') return made.join('');
  const word = quoted;
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
