import type { Range } from '../expression/syntax.js';
import { parseShell, textOf } from '../shell/parse.js';
import { ownWords, programOf } from '../shell/programs.js';
import type { Command, Redirect, Word } from '../shell/syntax.js';

/** What of a script holds a credential. */
export interface Secrets {
  /** Variables of the environment. */
  readonly names: readonly string[];
  /** Whether the environment holds others, whose names nobody sees. */
  readonly more?: boolean;
  /** What the platform fills in first, in order, and which of it is a credential. */
  readonly holes: readonly (Range & { readonly secret: boolean })[];
  /** Whether a text names a file with a credential. */
  readonly isFile: (text: string) => boolean;
  /** Whether a text names a file that others read: a result, an output. */
  readonly isResult: (text: string) => boolean;
}

/** A command that gives a credential away. */
export interface Leak extends Range {
  readonly to: 'log' | 'result';
  readonly by: 'print' | 'environment' | 'trace';
}

/** The commands of a shell script that print a credential or write one where others read it. */
export function leaksIn(text: string, secrets: Secrets): readonly Leak[] {
  const { commands } = parseShell(text, secrets.holes);
  const known = new Set(secrets.names);
  const found: Leak[] = [];
  let traced = /^#!.*\s-\w*x/.test(text);
  for (const command of commands) {
    for (const { name, value } of command.assignments)
      if (
        readsFile(text, value, secrets) ||
        holds(value, known, secrets) ||
        isEncoded(value, known, secrets)
      )
        known.add(name);
    const words = ownWords(command);
    traced = isTraced(text, words, traced);
    const reads = command.words.some(
      (word) => holds(word, known, secrets) || isEncoded(word, known, secrets),
    );
    const leak = leakOf({ text, command, commands, words, reads }, secrets);
    if (leak !== null) found.push({ ...leak, start: command.start, end: command.end });
    else if (traced && known.size > 0 && reads)
      found.push({ to: 'log', by: 'trace', start: command.start, end: command.end });
  }
  return found;
}

interface Seen {
  readonly text: string;
  readonly command: Command;
  readonly commands: readonly Command[];
  readonly words: readonly Word[];
  readonly reads: boolean;
}

function leakOf(seen: Seen, secrets: Secrets): Pick<Leak, 'to' | 'by'> | null {
  const { text, command, words, reads } = seen;
  const program = programOf(words[0]);
  const prints = reads && /^(?:echo|printf)$/.test(program ?? '');
  const shows =
    /^(?:cat|head|tail)$/.test(program ?? '') &&
    words.slice(1).some((word) => secrets.isFile(slice(text, word)));
  if (tellsCredential(program, seen)) {
    const to = destination(text, encoded(seen) ?? command, secrets);
    return to === 'result' ? { to, by: 'print' } : null;
  }
  if (!prints && !shows) return environment(seen, secrets, program);
  if (/::add-mask::/.test(slice(text, command))) return null;
  const to = destination(text, encoded(seen) ?? command, secrets);
  return to === null ? null : { to, by: 'print' };
}

/** Commands that print a credential of whoever is logged in. */
const ISSUES =
  /^(?:aws ecr(?:-public)? get-login-password|aws (?:sts|secretsmanager|ssm) (?:assume-role|get-(?:session-token|secret-value|parameter))|az account get-access-token|gcloud auth (?:application-default )?print-(?:access|identity)-token|gcloud secrets versions access|gh auth token|kubectl create token|oc (?:whoami (?:-t|--show-token)|create token|sa get-token)|op read|vault (?:kv get|read|print token|token create))\b/;

/** The field of an answer that is one. */
const CREDENTIAL_FIELD =
  /\.["']?(?:\w*_)?(?:token|password|passwd|secret|private_?key|api_?key|accessToken|secretAccessKey|sessionToken)["']?\s*(?:\/\/[^|]*)?["')\]]*$/i;

function tellsCredential(program: string | null, { text, words }: Seen): boolean {
  if (/^(?:jq|yq)$/.test(program ?? ''))
    return words.slice(1).some((word) => CREDENTIAL_FIELD.test(slice(text, word)));
  return ISSUES.test(textsOf(words));
}

/** Programs that print what they read in other letters, which no mask knows. */
const ENCODERS =
  /^(?:base64|base32|xxd|od|hexdump|rev|fold|sed|tr|cut|tee|cat|head|tail|sort|gzip|openssl)$/;

/** The last of the programs that a value goes through by pipes, if each of them passes it on. */
function encoded({ command, commands }: Pick<Seen, 'command' | 'commands'>): Command | null {
  let at: Command | undefined = command;
  for (let turn = 0; at?.feeds !== null && at?.feeds !== undefined && turn < 20; turn += 1) {
    at = commands[at.feeds];
    const words: readonly Word[] = at === undefined ? [] : ownWords(at);
    const program = programOf(words[0]) ?? '';
    if (!ENCODERS.test(program) || (program === 'openssl' && !/enc|base64/.test(textsOf(words))))
      return null;
  }
  return at ?? null;
}

function textsOf(words: readonly Word[]): string {
  return words.map((word) => textOf(word) ?? '').join(' ');
}

function environment(
  seen: Seen,
  secrets: Secrets,
  program: string | null,
): Pick<Leak, 'to' | 'by'> | null {
  const { text, command, words } = seen;
  const dumps =
    (program === 'printenv' && words.length === 1) ||
    (/^\s*env\s*$/.test(command.words.map((word) => slice(text, word)).join(' ')) &&
      command.assignments.length === 0);
  if (!dumps || (secrets.names.length === 0 && secrets.more !== true)) return null;
  if (namesOnly(seen)) return null;
  const last = encoded(seen) ?? command;
  return destination(text, last, secrets) === 'log' ? { to: 'log', by: 'environment' } : null;
}

/** `env | cut -d= -f1`. */
function namesOnly({ text, command, commands }: Seen): boolean {
  const next = commands[command.feeds ?? -1];
  return (
    next !== undefined &&
    /^(?:cut\s+-d\s*["']?=["']?\s+-f\s*1|awk\s+-F\s*["']?=["']?\s+["']\{\s*print\s+\$1\s*\}["']|sed\s+(?:-\S+\s+)?["']?s(.)=\.\*\1)(?![\d,-])/.test(
      slice(text, next).trim(),
    )
  );
}

/** Where the output goes; null if only another command or a file of the step gets it. */
function destination(
  text: string,
  { redirects, feeds }: Command,
  secrets: Secrets,
): 'log' | 'result' | null {
  const out = redirects.filter(({ operator }) => /^(?:>|>>|>\||&>|&>>)$/.test(operator));
  if (out.some((redirect) => secrets.isResult(target(text, redirect)))) return 'result';
  const shown = out.every((redirect) =>
    /^["']?\/dev\/(?:stdout|stderr|tty)/.test(target(text, redirect)),
  );
  return feeds === null && shown ? 'log' : null;
}

function target(text: string, redirect: Redirect): string {
  return slice(text, redirect.target);
}

function slice(text: string, { start, end }: Range): string {
  return text.slice(start, end);
}

function isTraced(text: string, words: readonly Word[], before: boolean): boolean {
  if (programOf(words[0]) !== 'set') return before;
  const options = words
    .slice(1)
    .map((word) => slice(text, word))
    .join(' ');
  if (/(?:^|\s)-\w*x|-o xtrace/.test(options)) return true;
  return /(?:^|\s)\+\w*x|\+o xtrace/.test(options) ? false : before;
}

/** The value itself, not its length or whether it is there. */
function holds(word: Word, names: ReadonlySet<string>, { holes }: Secrets): boolean {
  return word.parts.some((part) => {
    if (part.kind === 'hole') return holes[part.hole]?.secret === true;
    return part.kind === 'variable' && names.has(part.name) && !/^(?:#|:?\+)/.test(part.operation);
  });
}

/** `$(printf %s "$TOKEN" | base64)`: the value in letters that no mask knows. */
function isEncoded(word: Word, names: ReadonlySet<string>, secrets: Secrets): boolean {
  return word.parts.some(
    (part) =>
      part.kind === 'substitution' &&
      part.script.commands.some((command) => {
        const { words, input, feeds } = command;
        const read = [...words, ...(input === null ? [] : [input])];
        if (!read.some((one) => holds(one, names, secrets))) return false;
        const program = programOf(ownWords(command)[0]) ?? '';
        const prints = /^(?:echo|printf)$/.test(program) ? feeds !== null : ENCODES.test(program);
        return prints && encoded({ command, commands: part.script.commands }) !== null;
      }),
  );
}

/** Those of them that change the letters and take nothing away. */
const ENCODES = /^(?:base64|base32|xxd|od|hexdump|rev)$/;

/** `X=$(cat file)`. */
function readsFile(text: string, value: Word, secrets: Secrets): boolean {
  const raw = slice(text, value);
  return /\$\(\s*(?:cat\b|<|head\b|base64\s+-d)/.test(raw) && secrets.isFile(raw);
}
