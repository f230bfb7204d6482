import type { Range } from '../expression/syntax.js';
import type { CodeUse } from './walk.js';
import { CLEAN, union, type Taint } from './taint.js';

/** Languages of scripts other than shells of Unix. */
export type Language = 'shell' | 'python' | 'javascript' | 'powershell' | 'cmd' | 'other';

type Env = ReadonlyMap<string, readonly Taint[]>;

/** The language of a `shell:` or of the program in a `#!` line. */
export function languageOf(program: string): Language {
  const name = program.trim().split(/\s+/)[0]?.split('/').at(-1)?.toLowerCase() ?? '';
  if (/^(?:ba|da|z|k|a)?sh$/.test(name)) return 'shell';
  if (/^py/.test(name)) return 'python';
  if (/^(?:node|nodejs|deno|bun|tsx)$/.test(name)) return 'javascript';
  if (/^(?:pwsh|powershell)/.test(name)) return 'powershell';
  return name.startsWith('cmd') ? 'cmd' : 'other';
}

/** The program of a `#!` line; `env -S` and its like are skipped. */
export function shebang(script: string): string | null {
  const line = /^\s*#!\s*(\S+)(?:[ \t]+([^\n]*))?/.exec(script);
  if (line === null) return null;
  const program = line[1] ?? '';
  if (!/(?:^|\/)env$/.test(program)) return program;
  return (
    (line[2] ?? '').split(/\s+/).find((word) => !word.startsWith('-') && !word.includes('=')) ??
    program
  );
}

const NAME = '([A-Za-z_]\\w*)';

/** A statement that makes code of a text, and where in it variables of the environment are read. */
const FORMS: Readonly<Record<'python' | 'javascript' | 'powershell' | 'cmd', readonly RegExp[]>> = {
  python: [
    /\b(?:os\.system|os\.popen|eval|exec|subprocess\.getoutput|commands\.getoutput)\s*\([^\n]*/g,
    /\bsubprocess\.\w+\s*\([^\n]*shell\s*=\s*True[^\n]*/g,
  ],
  javascript: [/\b(?:eval|execSync|exec|Function|runInNewContext|runInThisContext)\s*\([^\n]*/g],
  powershell: [
    /\b(?:iex|Invoke-Expression|Invoke-Command|cmd(?:\.exe)?\s+\/c|bash\s+-c|pwsh\s+-c\w*|powershell\s+-c\w*)\b[^\n]*/gi,
    /\[scriptblock\]::Create\([^\n]*/gi,
  ],
  cmd: [/[^\n]+/g],
};
const READS: Readonly<Record<keyof typeof FORMS, RegExp>> = {
  python: new RegExp(`environ(?:\\.get)?[[(]\\s*["']${NAME}["']|getenv\\(\\s*["']${NAME}["']`, 'g'),
  javascript: new RegExp(`process\\.env(?:\\.${NAME}|\\[\\s*["'\`]${NAME}["'\`])`, 'g'),
  powershell: new RegExp(`\\$\\{?env:${NAME}`, 'gi'),
  cmd: new RegExp(`%${NAME}(?::[^%\\n]*)?%`, 'g'),
};
const ASSIGNED: Readonly<Record<keyof typeof FORMS, RegExp>> = {
  python: /^\s*([A-Za-z_]\w*)\s*=\s*([^=\n][^\n]*)/gm,
  javascript: /\b(?:const|let|var)\s+([A-Za-z_$][\w$]*)\s*=\s*([^\n;]+)/g,
  powershell: /\$([A-Za-z_]\w*)\s*=\s*([^\n;]+)/g,
  cmd: /\bset\s+"?([A-Za-z_]\w*)=([^\n"]*)/gi,
};

/** Variables of the environment that a script of the language makes code of; `cmd` fills in every `%x%` as text. */
export function codeIn(text: string, language: Language, env: Env): readonly CodeUse[] {
  if (language === 'shell' || language === 'other' || env.size === 0) return [];
  const known = withAssigned(text, language, env);
  return FORMS[language].flatMap((form) =>
    [...text.matchAll(form)].flatMap((found) => {
      const taints = union(readsIn(found[0], language, env), ...usesOf(found[0], known)).filter(
        ({ free }) => free,
      );
      const at: Range = { start: found.index, end: found.index + found[0].length };
      const name = /^[\w.[\]:]+/.exec(found[0])?.[0] ?? language;
      return taints.length === 0
        ? []
        : [{ taints, at, by: `\`${language === 'cmd' ? 'cmd' : name}\`` }];
    }),
  );
}

/** Who chooses the variables that a piece of text reads from the environment. */
export function readsIn(text: string, language: Language, env: Env): readonly Taint[] {
  if (language === 'shell' || language === 'other') return CLEAN;
  return union(
    ...[...text.matchAll(READS[language])].map((found) => {
      const name = found[1] ?? found[2] ?? '';
      return env.get(name) ?? (language === 'powershell' ? anyCase(env, name) : CLEAN);
    }),
  );
}

function anyCase(env: Env, name: string): readonly Taint[] {
  for (const [key, value] of env) if (key.toLowerCase() === name.toLowerCase()) return value;
  return CLEAN;
}

/** The same, also where it was given to variables of the script before; what leaves no free characters is left out. */
export function heldIn(part: string, text: string, { language, env }: Read): readonly Taint[] {
  if (language === 'shell' || language === 'other') return CLEAN;
  const own = REDUCES.test(part) ? CLEAN : readsIn(part, language, env);
  return union(own, ...usesOf(part, withAssigned(text, language, env)));
}

interface Read {
  readonly language: Language;
  readonly env: Env;
}

/** Calls and operators of which nothing comes that a shell or a file could take for more than a word. */
const REDUCES =
  /\b(?:int|float|len|bool|parseInt|Number|hash|sha\d+|createHash)\s*\(|\.length\b|\bre\.sub\(\s*r?["']\[\^|\.replace(?:All)?\(\s*\/\[\^|-i?c?replace\s+["']\[\^|\[int\]|shlex\.quote/;

/** Variables of the script that are given what the environment holds, or others of them. */
function withAssigned(text: string, language: Exclude<Language, 'shell' | 'other'>, env: Env): Env {
  const known = new Map<string, readonly Taint[]>();
  if (language === 'powershell') known.set('Matches', matched(text, env));
  for (const [, name = '', value = ''] of text.matchAll(ASSIGNED[language])) {
    const taints = union(readsIn(value, language, env), ...usesOf(value, known));
    if (REDUCES.test(value)) known.delete(name);
    else if (taints.length > 0) known.set(name, taints);
  }
  return known;
}

/** What `$env:BODY -match '…'` leaves in `$Matches`, unless the pattern lets only listed characters through. */
function matched(text: string, env: Env): readonly Taint[] {
  return union(
    ...[...text.matchAll(/(\$\{?env:\w+\}?)\s+-i?c?match\s+(["'])([^\n]*?)\2/gi)]
      .filter(([, , , pattern = '']) => /(?<!\\)\.|\[\^|\\S|\\W/.test(pattern))
      .map(([, value = '']) => readsIn(value, 'powershell', env)),
  );
}

function usesOf(text: string, known: Env): readonly (readonly Taint[])[] {
  return [...known]
    .filter(([name]) => new RegExp(`(?<![\\w.])${name.replace(/\$/g, '\\$')}\\b`).test(text))
    .map(([, value]) => value);
}
