import type { Text, WorkflowStep } from '@plumbline/pipeline';
import { writtenPart } from '../foreign.js';
import type { Subject } from '../subject.js';
import type { ForeignFiles } from '../taint/github/flow.js';
import { inputNamed } from '../taint/github/foreign-files.js';
import { conditionOf } from '../taint/github/texts.js';
import { possibleValues, startsOf } from '../taint/github/attacker.js';
import { occurrencesIn } from '../expression/occurrences.js';
import { accessesIn } from '../expression/path.js';
import { truthOf } from '../expression/truth.js';
import { executes, runsOwnCode } from './executes.js';

/** The first step after another in the same job that runs code of the folder into which the other brought it. */
export function executedAfter(foreign: ForeignFiles): WorkflowStep | null {
  const { job, step } = foreign;
  const steps = job?.job.steps ?? [];
  const from = steps.indexOf(step);
  const later = from === -1 ? [] : steps.slice(from + 1);
  const folder = folderOf(foreign, later);
  if (folder === null) return null;
  const own = step.run === null ? step : { ...step, run: behindFetch(step.run) };
  const isOwn = step.run !== null || inputNamed(step, 'context') !== null;
  const runsItself = isOwn && runsIn(own, folder, foreign) ? step : null;
  return later.find((one) => runsIn(one, folder, foreign)) ?? runsItself;
}

/** A script from where it begins to bring files in; what a script that it calls does stands at its end, and is done before. */
function behindFetch(run: Text): Text {
  const at = run.value.search(/\bgit\b[^\n]*\b(?:fetch|clone|pull)\b|\bgh\s+pr\s+checkout\b/);
  if (at < 1) return run;
  const isCalled = writtenPart(run.node, { start: at, end: at + 1 }).part.start === 0;
  const before = isCalled ? run.value.slice(0, at).replace(OWN_CALL, '') : '';
  return { ...run, value: before + run.value.slice(at) };
}

/** A call of a script that stands behind it. */
const OWN_CALL =
  /^[ \t]*(?:(?:(?:ba|da)?sh|source|\.)[ \t]+)?["']?(?:\.\/)?[\w-][\w./-]*\.sh\b[^\n;&|]*$/gm;

const CHECKS_OUT =
  /\bgit\s+(?:-\S+\s+(?:[^\s-]\S*\s+)?)*(?:checkout|switch|merge(?!-)|reset|restore|rebase|pull|cherry-pick|read-tree|apply|am|stash|clone|archive|show\s+\S{0,200}:|cat-file\s+(?:\S{1,200}\s+){0,6}\S{0,200}:)|\bgh\s+pr\s+checkout\b/;
const WORKTREE = /\bgit\s+worktree\s+add\s+(?:-{1,2}[\w-]+\s+)*(?:-b\s+\S+\s+)?["']?([\w$./{}-]+)/;
const READS =
  /\bgit\s+(?:diff|log|show|rev-parse|rev-list|ls-tree|merge-base|diff-tree|grep|cat-file)\b/;

/** The folder that the files came into, empty for the work space as a whole; null where they are only looked at as a revision. */
function folderOf({ kind, step }: ForeignFiles, later: readonly WorkflowStep[]): string | null {
  if (kind !== 'fetch' || step.run === null) return plainFolder(inputNamed(step, 'path')?.value);
  const scripts = [step, ...later].map(({ run }) => run?.value ?? '').join('\n');
  if (CHECKS_OUT.test(scripts)) return '';
  const [, apart] = WORKTREE.exec(scripts) ?? [];
  if (apart !== undefined) return bare(apart);
  return READS.test(scripts) && !/\bgit\s+worktree\b/.test(scripts) ? null : '';
}

function plainFolder(path = ''): string {
  const folder = path.trim().replace(/^\.\/|(?<!\/)\/+$/g, '');
  return /^[\w-][\w./-]*$/.test(folder) && !folder.includes('..') ? folder : '';
}

function bare(text: string): string {
  return text.replace(/\$\{(\w+)\}/g, '$$$1').replace(/(?<!\/)\/+$/, '');
}

/** Whether a step runs code of a folder. */
function runsIn(step: WorkflowStep, folder: string, { job, kind }: ForeignFiles): boolean {
  if (executes(step) === null) return false;
  if (folder === '') return true;
  const { run, uses } = step;
  if (run === null)
    return (
      uses?.value.startsWith('./') !== true || `${uses.value.slice(2)}/`.startsWith(`${folder}/`)
    );
  const place = bare(placeOf(step, job)).replace(/^\.\//, '');
  if (place.includes('$') || `${place}/`.startsWith(`${folder}/`)) return true;
  // What an artifact is unpacked into is often read by the build around it.
  const isRead = kind === 'artifact';
  return runsOwnCode(linesIn(bare(run.value), folder, isRead));
}

function placeOf({ workingDirectory }: WorkflowStep, job: ForeignFiles['job']): string {
  const defaults = [job?.job.defaults, job?.workflow.defaults];
  const set = [workingDirectory, ...defaults.map((one) => one?.workingDirectory)];
  return set.find((one) => one?.value !== undefined)?.value ?? '';
}

/** The lines of a script that are run in a folder or name it; those of the folder around it are left out unless these read it. */
function linesIn(script: string, folder: string, isRead: boolean): string {
  const name = new RegExp(`(?:^|[\\s"'=:/(@])${escaped(folder)}(?![\\w.-])`);
  let inside = false;
  const found = script.split('\n').map((line) => {
    const [, to] = /\b(?:cd|pushd)[ \t]+["']?([^\s"';&|)]+)/.exec(line) ?? [];
    const enters = to !== undefined && (name.test(to) || /^\$(?!GITHUB_WORKSPACE\b)/.test(to));
    const isShut = /^\s*\(/.test(line);
    if (to !== undefined && !isShut) inside = enters;
    if (/\bpopd\b/.test(line)) inside = false;
    if (ENCLOSED.test(line)) return '';
    if (inside || enters) return line;
    return isRead || name.test(line)
      ? line.replace(PROGRAM, (whole, path: string) =>
          path.startsWith(`${folder}/`) ? whole : 'true',
        )
      : '';
  });
  return found.join('\n');
}

/** A container that reaches nothing. */
const ENCLOSED = /\b(?:docker|podman)\s+run\b[^\n]*--net(?:work)?[= ]none\b/;

function escaped(text: string): string {
  return text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
}

/** A program by its path below a folder of the work space, by itself or given to an interpreter. */
const PROGRAM =
  /(?<=^|[;&|(]|&&)[ \t]*(?:(?:python3?|node|ruby|perl|(?:ba|da|z)?sh)[ \t]+(?:-\w+[ \t]+)*)?(?:\.\/)?([\w-]+\/[\w./-]+\.(?:py|[cm]?js|rb|pl|sh))(?=\s|$)/gm;

/** The version of actions/checkout that a step names: a number, or null where that cannot be told. */
function checkoutVersion(
  step: WorkflowStep,
): { readonly major: number; readonly minor: number | null } | null {
  const [, ref = ''] = step.uses?.value.split('@') ?? [];
  const said =
    /^v?(\d+)(?:\.(\d+))?(?:\.\d+)?$/.exec(ref) ??
    /\bv?(\d+)(?:\.(\d+))?(?:\.\d+)?\b/.exec(step.uses?.node.comment ?? '');
  return said === null
    ? null
    : { major: Number(said[1]), minor: said[2] === undefined ? null : Number(said[2]) };
}

/** Whether the step asks for code of forks in spite of all. */
function allowsForks(step: WorkflowStep): boolean {
  const value = inputNamed(step, 'allow-unsafe-pr-checkout')?.value.trim().toLowerCase();
  return value !== undefined && value !== 'false' && value !== '';
}

/** Events in which checkout refuses code of forks, since version 7 and in the majors that were brought up to it. */
const REFUSED = /^(?:pull_request_target|workflow_run)$/;

/** First releases of each major that refuse. */
const REFUSES: ReadonlyMap<number, number> = new Map([
  [4, 4],
  [5, 1],
  [6, 1],
]);

/** How far checkout itself protects: `refused` by its version, `patched` if a major moves with its owner, else `open`. */
export function protection(
  subject: Subject,
  foreign: ForeignFiles,
): 'refused' | 'patched' | 'open' {
  const events = foreign.starts.filter(({ outsider }) => outsider).map(({ event }) => event);
  if (foreign.kind !== 'checkout' || allowsForks(foreign.step)) return 'open';
  if (!events.every((event) => REFUSED.test(event) || event === 'pull_request')) return 'open';
  const version = checkoutVersion(foreign.step);
  if (version === null) return 'open';
  const first = REFUSES.get(version.major);
  if (
    version.major >= 7 ||
    (version.minor !== null && first !== undefined && version.minor >= first)
  )
    return 'refused';
  return version.minor === null && first !== undefined && subject.platform === 'github.com'
    ? 'patched'
    : 'open';
}

/** Whether a step of its job or the job itself asks for an approval: of an environment, by a label, of a member. */
export function isApproved({ job, step }: ForeignFiles, event: string): boolean {
  if (job === null) return false;
  const outside = startsOf(event).find(({ outsider }) => outsider);
  if (outside === undefined) return false;
  const conditions = [
    job.job.condition,
    step.condition,
    ...neededConditions(
      job.job.needs.map(({ value }) => value),
      job.workflow.jobs,
    ),
  ];
  return conditions.some((condition) => {
    const expression = condition === null ? null : conditionOf(condition).expression;
    return (
      expression !== null && truthOf(expression, (path) => possibleValues(path, outside)) === false
    );
  });
}

/** A branch or number means what stands there when the checkout runs, a commit does not. */
export function isMoving({ kind, step, taint }: ForeignFiles): boolean {
  if (kind === 'fetch') return !/sha|oid|commit/i.test(`${taint.name} ${step.run?.value ?? ''}`);
  const text = inputNamed(step, 'ref')?.value ?? '';
  if (/refs\/pull\//.test(text)) return true;
  const names = occurrencesIn(text).flatMap(({ expression }) =>
    expression === null ? [] : accessesIn(expression),
  );
  return names.some((path) => /(?:^|\.)(?:head_ref|head\.ref|head_branch)$/.test(path.join('.')));
}

function neededConditions(
  needs: readonly string[],
  jobs: NonNullable<ForeignFiles['job']>['workflow']['jobs'],
) {
  return jobs.filter(({ id }) => needs.includes(id.value)).map(({ condition }) => condition);
}
