import { parseUses, type Text } from '@plumbline/pipeline';
import { actionOf, inputOf, variablesOf } from '../credentials/steps.js';
import { baseName } from '../composition/downloads.js';
import type { StepSite } from '../github/steps.js';
import { positionOf } from './constants.js';

/** A path of an upload or cache that takes a credential along. */
export interface TakenAlong {
  readonly text: Text;
  readonly path: string;
  readonly what: string;
}

const UPLOADS = /^actions\/(?:upload-artifact(?:\/merge)?|cache(?:\/save)?|upload-pages-artifact)$/;

const CREDENTIAL =
  /(?:^|\/)(?:\.git(?:\/(?:config|credentials|\*\*?)?)?|\.ssh(?:\/.*)?|\.aws(?:\/(?:credentials|\*\*?)?)?|\.docker(?:\/(?:config\.json|\*\*?)?)?|\.netrc|\.npmrc|\.pypirc|\.git-credentials|\.kube(?:\/(?:config|\*\*?)?)?|kubeconfig[^/]*|id_(?:rsa|ed25519|ecdsa)|\.gnupg(?:\/.*)?|gha-creds-[^/]*|\.config\/gcloud(?:\/.*)?|\.azure(?:\/.*)?|\.m2\/settings\.xml|\.cargo\/credentials(?:\.toml)?|\.env(?:\.(?:local|prod|production|staging))?|[^/]*\.(?:p12|pfx|jks|keystore|key)|[^/]*\.tfstate(?:\.\w+)?)\/?$/;
/** Files that actions leave, by the variables and outputs that name them. */
const NAMED =
  /\$\{\{\s*(?:env\.(?:KUBE_?CONFIG|GOOGLE_APPLICATION_CREDENTIALS|GOOGLE_GHA_CREDS_PATH|CLOUDSDK_AUTH_CREDENTIAL_FILE_OVERRIDE|NPM_CONFIG_USERCONFIG|AWS_(?:SHARED_CREDENTIALS|WEB_IDENTITY_TOKEN)_FILE|DOCKER_CONFIG|REGISTRY_AUTH_FILE)|steps\.[\w-]+\.outputs\.(?:credentials_file_path|kube_?config(?:[-_]path)?))\s*\}\}/i;
const WHOLE =
  /^(?:\.|\.\/|\*\*|\.\/\*\*|\*\*\/\*|\.\/\*\*\/\*|\$\{\{\s*github\.workspace\s*\}\}\/?)$/i;

const HOME = /^(?:~|\$HOME|\$\{HOME\}|\/root|\/home\/runner)\/?(?:\*\*?)?$/;

/** What an upload or cache takes along that is a credential. */
export function takenAlong(site: StepSite): readonly TakenAlong[] {
  const { step } = site;
  const path = inputOf(step, 'path');
  if (path === null || !UPLOADS.test(actionOf(step) ?? '')) return [];
  const lines = path.value.split('\n').map((line) => line.trim());
  const left = lines.filter((line) => line.startsWith('!')).join(' ');
  return lines
    .filter((line) => line !== '' && !line.startsWith('!'))
    .flatMap((line): readonly TakenAlong[] => {
      if (CREDENTIAL.test(line) || NAMED.test(line))
        return [{ text: path, path: line, what: `\`${line}\`` }];
      if (HOME.test(line))
        return [{ text: path, path: line, what: 'the logins of the home folder' }];
      const isWhole = WHOLE.test(line);
      const what =
        (isWhole ? inWorkspace(site, left) : keptBelow(site, line)) ??
        written(site, isWhole ? '' : line, lines);
      return what === null ? [] : [{ text: path, path: line, what }];
    });
}

function before({ step, job, action }: StepSite): readonly StepSite['step'][] {
  const all = job?.job.steps ?? action?.steps ?? [];
  return all.filter(({ index }) => index < step.index);
}

/** The credential that stands in the folder as a whole. */
function inWorkspace(site: StepSite, left: string): string | null {
  const earlier = before(site);
  const google = earlier.some(
    (step) =>
      actionOf(step) === 'google-github-actions/auth' &&
      inputOf(step, 'create_credentials_file')?.value !== 'false',
  );
  if (google && !left.includes('gha-creds')) return 'the credential file of the cloud';
  const kept = keptInside(site);
  if (kept !== null && !left.includes(kept)) return `\`${kept}\`, which holds a credential,`;
  const checkout = earlier.some((step) => leavesToken(step));
  return checkout && takesHidden(site.step) && !left.includes('.git')
    ? 'the token that checkout left in `.git/config`'
    : null;
}

/** Variables that name the files or folders in which programs keep credentials. */
const KEEPERS =
  /^(?:DOCKER_CONFIG|KUBECONFIG|AWS_SHARED_CREDENTIALS_FILE|CLOUDSDK_CONFIG|AZURE_CONFIG_DIR|NPM_CONFIG_USERCONFIG|GNUPGHOME|NETRC|REGISTRY_AUTH_FILE|CARGO_HOME|GEM_HOME|HELM_REGISTRY_CONFIG)$/i;

/** Such a file or folder below a folder of the work space. */
function keptBelow(site: StepSite, line: string): string | null {
  const folder = normal(line.replace(/\/\*\*?$/, ''));
  const kept = namesInside(site).find((name) => normal(name).startsWith(`${folder}/`));
  return kept === undefined ? null : `\`${kept}\`, which holds a credential,`;
}

/** The name in the work space of such a file or folder; null if it stands elsewhere, or is hidden and stays behind. */
function keptInside(site: StepSite): string | null {
  return namesInside(site)[0] ?? null;
}

function namesInside({ step, job }: StepSite): readonly string[] {
  const earlier = job?.job.steps.slice(0, step.index + 1) ?? [];
  const set = [job?.workflow.env, job?.job.env, ...earlier.map(({ env }) => env)]
    .flatMap((env) => env?.entries ?? [])
    .filter(({ name }) => KEEPERS.test(name.value))
    .map(({ value }) => INSIDE.exec(value.value.trim())?.[1]);
  const written = earlier.flatMap(({ run }) =>
    [...(run?.value ?? '').matchAll(SET)].map((one) => one[1]),
  );
  const hidden = takesHidden(step);
  return [...set, ...written].filter(
    (name): name is string => name !== undefined && (hidden || !/(?:^|\/)\./.test(name)),
  );
}

const INSIDE =
  /^(?:\$\{\{\s*github\.workspace\s*\}\}\/|\$\{?GITHUB_WORKSPACE\}?\/|\.\/)?((?!\/|~|\$)[\w.-][\w./-]*)$/i;
const SET =
  /\b(?:DOCKER_CONFIG|KUBECONFIG|AWS_SHARED_CREDENTIALS_FILE|CLOUDSDK_CONFIG|AZURE_CONFIG_DIR)=["']?(?:\$\{?(?:GITHUB_WORKSPACE|PWD)\}?\/|\.\/)([\w./-]+)/g;

/** Since version 6 checkout keeps it outside the folder. */
function leavesToken(step: StepSite['step']): boolean {
  if (actionOf(step) !== 'actions/checkout' || inputOf(step, 'path') !== null) return false;
  const persists = inputOf(step, 'persist-credentials');
  if (persists !== null && positionOf(persists.value) === 'off') return false;
  const [major] = versionOf(step.uses);
  return major === null || major < 6;
}

/** Since 4.4 an upload leaves hidden files out unless told otherwise; a cache takes all. */
function takesHidden(step: StepSite['step']): boolean {
  const action = actionOf(step) ?? '';
  if (action.startsWith('actions/cache')) return true;
  if (action === 'actions/upload-pages-artifact') return false;
  const hidden = inputOf(step, 'include-hidden-files');
  if (hidden !== null) return positionOf(hidden.value) !== 'off';
  const [major, minor] = versionOf(step.uses);
  return major === null || major < 4 || (major === 4 && minor !== null && minor < 4);
}

function versionOf(uses: Text | null): readonly [number | null, number | null] {
  const parsed = uses === null ? null : parseUses(uses.value);
  if (uses === null || parsed?.kind !== 'remote') return [null, null];
  const named = parsed.refKind === 'name' ? parsed.ref : (uses.node.comment ?? '');
  const found = /\bv?(\d+)(?:\.(\d+))?/.exec(named);
  if (found === null) return [null, null];
  return [Number(found[1]), found[2] === undefined ? null : Number(found[2])];
}

/** The file, or one in the folder, that a step has written a secret to. */
function written(site: StepSite, path: string, lines: readonly string[]): string | null {
  const own = path.replace(/^\$\{\{\s*github\.workspace\s*\}\}\//i, '');
  const name = normal(own.replace(/(?:^|\/)\*\*?(?:\/\*)?$/, ''));
  if (!/^(?:~\/)?[\w./-]*$/.test(name)) return null;
  const steps = keptAtEnd(site.step) ? (site.job?.job.steps ?? []) : before(site);
  const found = steps
    .flatMap((step, at) => secretFiles(step, site).map((file) => ({ file, at })))
    .findLast(({ file }) => isTaken(file, name, site) && !lines.some((one) => leaves(one, file)));
  if (found === undefined) return null;
  const gone = [name, baseName(found.file)].filter((one) => one !== '').map(escaped);
  const removes = new RegExp(`(?<![-\\w])(?:rm|shred)\\b[^\\n]*(?:${gone.join('|')})`);
  if (steps.slice(found.at).some(({ run }) => run !== null && removes.test(run.value))) return null;
  return `\`${found.file}\`, which holds a secret,`;
}

/** Whether an upload of a file or folder takes another file along. */
function isTaken(file: string, name: string, { step }: StepSite): boolean {
  if (file === name) return true;
  const rest = name === '' ? file : file.slice(name.length + 1);
  const isBelow = name === '' ? !/^[~/]/.test(file) : file.startsWith(`${name}/`);
  return isBelow && (takesHidden(step) || !/(?:^|\/)\./.test(rest));
}

/** Whether a line of an upload that begins with `!` leaves the file behind. */
function leaves(line: string, file: string): boolean {
  if (!line.startsWith('!')) return false;
  const pattern = escaped(normal(line.slice(1)))
    .replace(/\*\*\//g, '(?:.*/)?')
    .replace(/\*\*?/g, '[^/]*');
  return new RegExp(`^${pattern}(?:/|$)`).test(file);
}

const TARGET =
  /(?:>>?|\btee\b(?:\s+-a)?|\b(?:Set-Content|Add-Content|Out-File)\b(?:\s+-(?:Path|FilePath|LiteralPath))?)\s*["']?((?:\$\{?(?:HOME|GITHUB_WORKSPACE)\}?\/)?[\w.~/-]+)["']?\s*(?:$|<<|&&|[;>|]|-\w)/gm;

/** The files that the script of a step writes a secret to, as seen from the work space. */
function secretFiles(step: StepSite['step'], site: StepSite): readonly string[] {
  const { run } = step;
  if (run === null) return [];
  let folder = folderOf(step, site);
  return writings(run.value).flatMap((lines) => {
    const into = /^\s*cd\s+["']?([\w./-]+)["']?\s*(?:$|&&|;)/.exec(lines)?.[1];
    if (into !== undefined) folder = inside(folder, into);
    const copies = [...lines.matchAll(COPIES)].filter(([, from = '']) => CREDENTIAL.test(from));
    const targets = [...lines.matchAll(TARGET)];
    const written = targets.length > 0 && readsSecret(lines, step, site) ? targets : [];
    return [
      ...copies.map(([, from = '', to = '']) => (to.endsWith('/') ? to + baseName(from) : to)),
      ...written.map(([, target = '']) => target),
    ].map((path) => inside(folder, path));
  });
}

/** A file that a script copies, and where to. */
const COPIES =
  /\b(?:cp|mv)[ \t]+(?:-\S+[ \t]+)*["']?([\w.~/${}-]{1,200})["']?[ \t]+["']?([\w./-]{1,200})["']?[ \t]*(?=$|&&|[;|])/gm;

function folderOf({ workingDirectory }: StepSite['step'], { job }: StepSite): string {
  const set =
    workingDirectory ??
    job?.job.defaults?.workingDirectory ??
    job?.workflow.defaults?.workingDirectory;
  return normal(set?.value ?? '');
}

function inside(folder: string, path: string): string {
  const home = path.replace(/^\$\{?HOME\}?/, '~');
  const own = home.replace(/^\$\{?GITHUB_WORKSPACE\}?\//, '');
  return /^[~/]/.test(home) || own !== home || folder === ''
    ? normal(own)
    : normal(`${folder}/${own}`);
}

/** A path without what says nothing. */
function normal(path: string): string {
  return path
    .replace(/\/\.(?=\/|$)/g, '')
    .replace(/^\.(?:\/|$)/, '')
    .replace(/\/+$/, '');
}

function escaped(text: string): string {
  return text.replace(/[.+?^${}()|[\]\\~]/g, '\\$&');
}

/** A cache that is not saved by a step of its own is saved when the job ends. */
function keptAtEnd(step: StepSite['step']): boolean {
  return actionOf(step) === 'actions/cache';
}

/** Longer blocks are lines for themselves. */
const LONGEST_BLOCK = 100;

/** How many lines of a block `{ … } > file` are left behind its first; 0 without one. */
function blockAt(lines: readonly string[], at: number): number {
  if (!/^\s*[{(]\s*$/.test(lines[at] ?? '')) return 0;
  return lines.slice(at, at + LONGEST_BLOCK).findIndex((line) => /^\s*[})]/.test(line)) + 1;
}

/** The lines of a script, each with the here-document that it reads, and blocks as one. */
function writings(text: string): readonly string[] {
  const lines = text.split('\n');
  const ends = Map.groupBy([...lines.keys()].reverse(), (at) => lines[at]?.trim());
  const found: string[] = [];
  for (let at = 0; at < lines.length;) {
    const places = ends.get(/<<-?\s*["']?(\w+)/.exec(lines[at] ?? '')?.[1]) ?? [];
    while ((places.at(-1) ?? Infinity) <= at) places.pop();
    const next = Math.max((places.at(-1) ?? at) + 1, at + blockAt(lines, at));
    found.push(lines.slice(at, next).join('\n'));
    at = next;
  }
  return found;
}

function readsSecret(line: string, step: StepSite['step'], { job }: StepSite): boolean {
  if (/\$\{\{[^}]*\bsecrets\b/i.test(line)) return true;
  const dumps = DUMP.test(line) && !NAMES.test(line);
  return variablesOf({ step, job }).some(
    ({ name, value }) =>
      /\$\{\{[^}]*\bsecrets\b/i.test(value.value) &&
      (dumps || new RegExp(`\\$\\{?(?:env:)?${name.value.replace(/\W/g, '')}\\b`).test(line)),
  );
}

/** All variables with their values, and what leaves their names alone. */
const DUMP = /^\s*(?:env|printenv)\s*[|>]/;
const NAMES = /\b(?:cut\b[^|]*-f\s*1\b|awk\b|sed\b[^|]*=\.\*)/;
