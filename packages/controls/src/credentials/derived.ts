import type { WorkflowStep } from '@plumbline/pipeline';
import type { JobSite } from '../github/steps.js';
import { holdsMinted } from '../definition/minted.js';
import { readsVariable, secretsIn } from './expressions.js';
import { variablesOf } from './steps.js';

/** A value made of a secret that nothing masks. */
export interface DerivedWrite {
  /** The variable that holds the secret. */
  readonly name: string;
  /** Where it goes: a variable of the script, or what later steps read. */
  readonly file: string;
}

const FILE = />>?\s*["']?\$\{?(GITHUB_ENV|GITHUB_OUTPUT)\b/;
const MAKES =
  /(?:^|[|;(&\s])(?:base64|basenc|cut|jq|yq|sed|awk|tr|openssl|xxd|gpg|rev|head|tail|python3?|node)\s/;
const ASSIGNED = /^\s*(?:export\s+|local\s+|readonly\s+)?([A-Za-z_]\w*)=["']?(?:\$\(|`)/;

const KEPT = /^\s*(?:export\s+|local\s+|readonly\s+)?([A-Za-z_]\w*)=/;

/** The derived values that a script keeps or hands on without masking anything. */
export function derivedWrites(step: WorkflowStep, job: JobSite | null): readonly DerivedWrite[] {
  const script = step.run?.value ?? '';
  if (script.includes('::add-mask::')) return [];
  const secrets = secretsOf(step, job);
  const made = new Map<string, string>();
  const writes = script
    .replace(/\\\r?\n/g, ' ')
    .split(/\r?\n/)
    .flatMap((line) => {
      const secret = madeFrom(line, secrets);
      const assigned = ASSIGNED.exec(line)?.[1];
      const fetched = mintedIn(line);
      const value = secret ?? fetched;
      if (value !== undefined && assigned !== undefined) made.set(assigned, value);
      const cut = secrets.find((name) => isCut(line, name));
      const kept = KEPT.exec(line)?.[1];
      if (cut !== undefined && kept !== undefined) made.set(kept, cut);
      const name = value ?? cut ?? readOf(line, made);
      const file = FILE.exec(line)?.[1];
      const target = file ?? (secret === undefined ? undefined : assigned);
      return name === undefined || target === undefined ? [] : [{ name, file: target }];
    });
  return [...new Map(writes.map((write) => [write.name, write])).values()];
}

/** What a line reads of what was made. */
function readOf(line: string, made: ReadonlyMap<string, string>): string | undefined {
  return [...made].find(([variable]) => reads(line, variable))?.[1];
}

/** The command by which a line fetches a credential that GitHub has never seen. */
function mintedIn(line: string): string | undefined {
  if (!line.includes('$(') || !holdsMinted(line)) return undefined;
  return /\$\(\s*(\w+(?:[ \t]+[a-z][\w-]*)?)/.exec(line)?.[1];
}

const PRINTS = /(?:^|[;&|{(]|\bthen\b|\bdo\b)\s*(?:echo|printf|tee)\b/;
const ALTERS =
  /(?:^|[|;(&\s])(?:base64|basenc|cut|jq|yq|sed|awk|tr|openssl|xxd|rev|head|tail|md5sum|sha\d{1,3}sum|shasum|cksum)\b/;

/** The secrets of which a script prints a part, another spelling or a digest: only the whole text is masked. */
export function derivedPrints(step: WorkflowStep, job: JobSite | null): readonly DerivedWrite[] {
  const script = step.run?.value ?? '';
  if (script.includes('::add-mask::')) return [];
  const secrets = secretsOf(step, job);
  const found = script
    .replace(/\\\r?\n/g, ' ')
    .split(/\r?\n/)
    .filter((line) => PRINTS.test(line) && !ASSIGNED.test(line) && !FILE.test(line))
    .flatMap((line) => secrets.find((name) => isPartly(line, name)) ?? []);
  return [...new Set(found)].map((name) => ({ name, file: 'log' }));
}

const SUBSTITUTED = /\$\([^()]*(?:\([^()]*\)[^()]*)*\)|`[^`]*`/g;
/** What is read in the open: the log, both ways to it, and the summary. */
const OPEN = /\d?>&\d|>>?\s*["']?\$\{?GITHUB_STEP_SUMMARY/g;

/** `${X:0:4}`, `${X%…}`, `$(… $X | cut …)`, where the line goes to the log and not into a file or program. */
function isPartly(line: string, name: string): boolean {
  const made = [...line.matchAll(SUBSTITUTED)].map(([text]) => text);
  if (/[|>]/.test(line.replace(SUBSTITUTED, '').replace(OPEN, ''))) return false;
  const sliced =
    name !== 'secrets' &&
    new RegExp(`\\$\\{${name.replace(/\W/g, '')}(?::[\\s\\d]|[%/^,])`).test(line);
  return sliced || made.some((text) => reads(text, name) && ALTERS.test(text));
}

/** `${X#*:}`, `${X%%:*}`, `${X:0:8}`. */
function isCut(line: string, name: string): boolean {
  return new RegExp(`\\$\\{${name.replace(/\W/g, '')}(?:[#%]|:\\s*-?\\d)`).test(line);
}

/** The secret that a line cuts, decodes or parses. */
function madeFrom(line: string, secrets: readonly string[]): string | undefined {
  return MAKES.test(line) ? secrets.find((name) => reads(line, name)) : undefined;
}

function secretsOf(step: WorkflowStep, job: JobSite | null): readonly string[] {
  const inScript = secretsIn(step.run?.value ?? '').length > 0;
  return [...secretVariables(step, job), ...(inScript ? ['secrets'] : [])];
}

/** The variables of the environment of a step that hold a secret. */
export function secretVariables(step: WorkflowStep, job: JobSite | null): readonly string[] {
  return variablesOf({ step, job })
    .filter(({ value }) => secretsIn(value.value).length > 0)
    .map(({ name }) => name.value);
}

/** `$NAME` and `${NAME…}`; `secrets` stands for an expression in the script. */
function reads(line: string, name: string): boolean {
  if (name === 'secrets') return secretsIn(line).length > 0;
  return readsVariable(line, name);
}
