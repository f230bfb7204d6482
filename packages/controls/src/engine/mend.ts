import { applyEdits, ok, type Edit, type Fault, type FileTree, type Result } from '@plumbline/core';
import { modelTarget } from '@plumbline/pipeline';
import { isDecided } from '../control.js';
import { pairsOf } from '../finding.js';
import type { Subject } from '../subject.js';
import { locationOf } from '../violation.js';
import { runBenchmark, type Outcome, type Run } from './run.js';

/** One finding that is mended. */
export interface Mend {
  /** Of the check. */
  readonly id: string;
  readonly path: string;
  readonly line: number;
  readonly what: string;
}

/** What a run of fixes changes; nothing is written here. */
export interface Mended {
  /** The text of each changed file, before and after. */
  readonly files: ReadonlyMap<string, { readonly before: string; readonly after: string }>;
  readonly done: readonly Mend[];
}

/** One change makes room for another at most this often: a credential that is gone cannot use a token. */
const ROUNDS = 8;

/**
 * Mends what counts and can be mended for certain. Each changed file is judged again: one that does not lose its
 * findings, or gets another, stays as it is.
 */
export function mend(run: Run): Result<Mended, Fault> {
  let state: State = { run, outcome: runBenchmark(run), files: new Map(), done: [] };
  const refused = new Set<string>();
  for (let round = 0; round < ROUNDS; round += 1) {
    const planned = plannedIn(state, refused);
    if (planned.length === 0) break;
    const tried = apply(state, planned);
    if (!tried.ok) return tried;
    const worse = worsened(state, tried.value, planned);
    for (const path of worse) refused.add(path);
    if (worse.size === 0) state = tried.value;
  }
  return ok({ files: state.files, done: state.done });
}

interface State extends Mended {
  readonly run: Run;
  readonly outcome: Outcome;
}

interface Planned extends Mend {
  readonly fingerprint: string;
  readonly edits: readonly Edit[];
}

/** What is left to do, in the order of the benchmark; nothing that would change a place that somebody has waived as well. */
function plannedIn({ run, outcome }: State, refused: ReadonlySet<string>): readonly Planned[] {
  const fresh = new Set(outcome.fresh);
  const offering = outcome.checks.filter(({ findings }) => findings.some(({ fix }) => fix?.safe));
  return offering.flatMap(({ id }) => {
    const all = fixesOf(run, id).filter(({ path }) => !refused.has(path));
    const others = all.filter(({ fingerprint }) => !fresh.has(fingerprint));
    const unwanted = new Set(others.map(({ edits }) => edits));
    return all.filter(({ edits }) => !unwanted.has(edits));
  });
}

function fixesOf({ subject, scope }: Run, id: string): readonly Planned[] {
  const control = scope.controls.find((each) => id === `${each.id}/G`);
  const leg = control?.legs.G;
  if (control === undefined || leg === undefined || !isDecided(leg)) return [];
  const judged = leg.judge(subject);
  if (typeof judged === 'string') return [];
  return pairsOf({ ...control, platform: 'G' }, judged).flatMap(({ violation, finding }) => {
    const fix = violation.fix?.();
    if (fix === undefined || 'left' in fix) return [];
    const { path, line } = locationOf(violation.at);
    return [{ id, path, line, what: fix.does, fingerprint: finding.fingerprint, edits: fix.edits }];
  });
}

function apply(state: State, planned: readonly Planned[]): Result<State, Fault> {
  const files = new Map(state.files);
  for (const [path, plans] of Map.groupBy(planned, (plan) => plan.path)) {
    const now = textOf(state.run.subject, path);
    if (now === null) continue;
    const edits = [...new Set(plans.map((plan) => plan.edits))].flat();
    const before = state.files.get(path)?.before ?? now;
    files.set(path, { before, after: applyEdits(now, edits) });
  }
  const subject = changed(state.run.subject, files);
  if (!subject.ok) return subject;
  const run = { ...state.run, subject: subject.value };
  const done = planned.map(({ id, path, line, what }) => ({ id, path, line, what }));
  return ok({ run, outcome: runBenchmark(run), files, done: [...state.done, ...done] });
}

function textOf({ model }: Subject, path: string): string | null {
  const file = [...model.workflows, ...model.actions].find((each) => each.path === path);
  return file?.source.text ?? null;
}

function changed(subject: Subject, files: Mended['files']): Result<Subject, Fault> {
  const encoder = new TextEncoder();
  const tree: FileTree = {
    ...subject.tree,
    read: (path) => {
      const file = files.get(path);
      return file === undefined ? subject.tree.read(path) : ok(encoder.encode(file.after));
    },
  };
  const model = modelTarget(tree, { objects: true });
  return model.ok ? ok({ ...subject, tree, model: model.value }) : model;
}

/** The files that are not better for it. */
function worsened(old: State, now: State, planned: readonly Planned[]): ReadonlySet<string> {
  const paths = new Set(planned.map(({ path }) => path));
  const left = findingsIn(now);
  const known = findingsIn(old);
  const kept = planned.filter(({ fingerprint }) => left.has(fingerprint)).map(({ path }) => path);
  const fresh = [...left].filter(([fingerprint]) => !known.has(fingerprint));
  const blamed = fresh.flatMap(([, at]) => (paths.has(at) ? [at] : [...paths]));
  return new Set([...kept, ...blamed]);
}

/** The place of each finding, by its fingerprint. */
function findingsIn({ outcome }: State): ReadonlyMap<string, string> {
  return new Map(
    outcome.checks.flatMap(({ findings }) =>
      findings.map(({ fingerprint, locations }) => [fingerprint, locations[0]?.path ?? '']),
    ),
  );
}
