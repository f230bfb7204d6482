import type { WorkflowStep } from '@plumbline/pipeline';
import type { JobSite } from '../github/steps.js';
import { secretVariables, type DerivedWrite } from './derived.js';
import { secretsIn } from './expressions.js';

/** What makes another text of a secret. */
const MAKES =
  /\bJSON\.parse\s*\(|\bBuffer\.from\s*\(|\batob\s*\(|\byaml\.(?:load|parse)\s*\(|\.(?:split|slice|substring|substr|match|matchAll|replace|at)\s*\(/i;
const MASKS = /\bsetSecret\s*\(([^;\n]*)|::add-mask::([^;\n]*)/g;
const ASSIGNED = /(\{[^{}]*\}|\[[^[\]]*\]|(?<![\w.$])[A-Za-z_$][\w$]*)\s*=(?![=>])\s*([^;\n]*)/g;
const LOOPED = /\bfor\s*\(\s*(?:const|let|var)\s+(\[[^[\]]*\]|[\w$]+)\s+(?:of|in)\s+([^\n]*)/g;
const EACH =
  /([\w$.()[\]]{1,120})\.(?:forEach|map)\s*\(\s*(?:async\s*)?\(?\s*(\[[^[\]]*\]|[\w$]+)/g;
const CALLED = /\b(setOutput|exportVariable)\s*\(\s*["'`]?([^,"'`]{0,200})["'`]?\s*,([^;\n]*)/g;
const APPENDED =
  /\bappendFileSync\s*\(\s*process\.env(?:\.|\[["'])(GITHUB_ENV|GITHUB_OUTPUT)\b["'\]]*\s*,\s*["'`]?([\w-]*)([^;\n]*)/g;
const RETURNED = /(?:^|[;\n])\s*(return)\s()([^;\n]+);?\s*$/g;
/** Fields that may stand in a log. */
const OPEN =
  /^(?:.*[._-])?(?:host(?:name)?|port|user(?:name)?|region|name|database|db(?:name)?|engine|driver|e?mail|project(?:_?id)?|account(?:_?id)?|client_?id|tenant(?:_?id)?|version|env(?:ironment)?|bucket|endpoint)$/i;

/** The secrets of a script: by the variables that hold them as they are, and by those that hold what was made of them. */
interface Secrets {
  readonly environment: readonly string[];
  readonly whole: Map<string, string>;
  readonly made: Map<string, string>;
}

/** What a script of `actions/github-script` makes of a secret and hands on without masking it (3.2.3). */
export function handedOn(
  script: string,
  step: WorkflowStep,
  job: JobSite | null,
): readonly DerivedWrite[] {
  const environment = secretVariables(step, job);
  if (environment.length === 0 && secretsIn(script).length === 0) return [];
  const text = script.replace(/([({[,])\s*\n\s*/g, '$1 ');
  const secrets: Secrets = { environment, whole: new Map(), made: new Map() };
  for (const [, target = '', value = ''] of text.matchAll(ASSIGNED)) assign(secrets, target, value);
  const looped = [
    ...[...text.matchAll(LOOPED)].map(([, target = '', value = '']) => ({ target, value })),
    ...[...text.matchAll(EACH)].map(([, value = '', target = '']) => ({ target, value })),
  ];
  for (const { target, value } of looped) assign(secrets, target, value);
  const each = new Set(looped.flatMap(({ target }) => declared(target).map(({ local }) => local)));
  const masks = [...text.matchAll(MASKS)].map(([, call, command]) =>
    valueIn(call ?? command ?? ''),
  );
  if (masks.some((one) => masksAll(one, secrets, each))) return [];
  return [CALLED, APPENDED, RETURNED].flatMap((shape) =>
    [...text.matchAll(shape)].flatMap(([, file = '', field = '', value = '']) => {
      const name = OPEN.test(field) ? undefined : madeFrom(value, secrets);
      const isMasked = masks.some((mask) => mentions(value, mask));
      return name === undefined || isMasked ? [] : [{ name, file }];
    }),
  );
}

/** A mask for each of many values, or for one that is not followed. */
function masksAll(mask: string, { made }: Secrets, each: ReadonlySet<string>): boolean {
  const names = namesIn(mask);
  return names.some((name) => each.has(name)) || !names.some((name) => made.has(name));
}

function assign(secrets: Secrets, target: string, value: string): void {
  const name = madeFrom(value, secrets);
  const whole = name ?? heldIn(value, secrets);
  for (const { local, field } of declared(target)) {
    if (name !== undefined) secrets.made.set(local, name);
    else if (whole !== undefined) secrets.whole.set(local, whole);
    else if (/^process\.env\b(?![.[])/.test(value) && secrets.environment.includes(field))
      secrets.whole.set(local, field);
  }
}

/** The variables of `x`, `{ a, b: c = 1 }` and `[d, ...e]`, each with the field that it takes. */
function declared(target: string): readonly { readonly local: string; readonly field: string }[] {
  return target
    .replace(/[{}[\]]/g, '')
    .split(',')
    .flatMap((part) => {
      const [field = '', local = field] = part.replace(/=.*/, '').replace('...', '').split(':');
      return local.trim() === '' ? [] : [{ local: local.trim(), field: field.trim() }];
    });
}

/** The secret that something made of one stands in. */
function madeFrom(value: string, secrets: Secrets): string | undefined {
  const made = namesIn(value).find((name) => secrets.made.has(name));
  if (made !== undefined) return secrets.made.get(made);
  return MAKES.test(value) ? heldIn(value, secrets) : undefined;
}

/** The secret that stands in an expression as it is. */
function heldIn(value: string, { environment, whole }: Secrets): string | undefined {
  const [inText] = secretsIn(value);
  if (inText !== undefined) return inText;
  const read = [...value.matchAll(/\bprocess\.env(?:\.|\[["'])(\w+)/g)].map(
    ([, name = '']) => name,
  );
  const local = namesIn(value).find((name) => whole.has(name));
  return read.find((name) => environment.includes(name)) ?? whole.get(local ?? '');
}

function namesIn(code: string): readonly string[] {
  return [...code.matchAll(/(?<![\w.$])[A-Za-z_$][\w$]*/g)].map(([name]) => name);
}

/** What stands in the parentheses of a call, or in the braces of a template. */
function valueIn(rest: string): string {
  return rest.replace(/^\s*\$\{|[})\s"'`]+$/g, '').trim();
}

function mentions(value: string, part: string): boolean {
  const at = value.indexOf(part);
  return part !== '' && at !== -1 && !/[\w$]/.test(value.charAt(at + part.length));
}
