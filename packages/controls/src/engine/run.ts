import { answer, type Check, type Question } from '@plumbline/core';
import { applyWaivers } from '@plumbline/step';
import { controls } from '../benchmark.js';
import type { Control } from '../control.js';
import type { Subject } from '../subject.js';
import { judgeControls, weighs } from './judge.js';
import { platformsOf } from './presence.js';
import type { Scope } from './scope.js';
import { standingOf, type Standing } from './score.js';
import { baseFindings, compareWith, settle, type Before } from './settle.js';

/** What is judged, and against what. */
export interface Run {
  readonly subject: Subject;
  readonly scope: Scope;
  /** The state before the change; `trusted` and `nothing` as in `Before`. */
  readonly base: Subject | 'trusted' | 'nothing';
}

/** What the benchmark finds. */
export interface Outcome {
  readonly checks: readonly Check[];
  readonly standing: Standing;
  /** Fingerprints of the findings that count. */
  readonly fresh: readonly string[];
  readonly notes: readonly string[];
}

/** Runs the controls in scope; the policy's waivers hold, and what the base has too does not count. */
export function runBenchmark({ subject, scope, base }: Run): Outcome {
  const before = beforeOf(base, scope);
  const found = allChecks(subject, scope);
  const own = found.map((check) => compareWith(before, check));
  const compared = before.kind === 'base' ? [...own, answer(COMPARED, [])] : own;
  const now = new Date(`${subject.today}T00:00:00Z`);
  const { checks: waived, notes } = applyWaivers(compared, subject.policy.waivers, {
    now,
    isOwn: (what) => isAsked(what, scope),
  });
  const checks = waived.map(settle);
  const present = platformsOf(subject);
  return {
    checks,
    standing: standingOf(
      checks.filter(({ id }) => /^\d/.test(id)),
      present,
    ),
    fresh: checks.flatMap(freshIn),
    notes: [...notes, ...ignoredInVain(found, own)],
  };
}

/** Controls that are asked, and names that nobody else has: an unknown one is a slip of the pen. */
function isAsked(what: string, scope: Scope): boolean {
  const isOf = ({ id, slug }: Control): boolean =>
    what === slug || what.replace(/\/[A-Z]$/, '') === id;
  if (controls.some(isOf)) return scope.controls.some(isOf);
  return !what.includes('/') || /^(?:\d|file\/)/.test(what);
}

/** Who writes an ignore comment and sees no effect is told why. */
function ignoredInVain(found: readonly Check[], compared: readonly Check[]): readonly string[] {
  const lost = waiversIn(found) - waiversIn(compared);
  if (lost === 0) return [];
  return [
    `${lost} ignore ${lost === 1 ? 'comment does' : 'comments do'} not count: those of a change count once they are merged`,
  ];
}

function waiversIn(checks: readonly Check[]): number {
  return checks.flatMap(({ findings }) => findings).filter(({ waiver }) => waiver).length;
}

function allChecks(subject: Subject, scope: Scope): readonly Check[] {
  return [...unreadable(subject), ...judgeControls(subject, scope)];
}

function beforeOf(base: Run['base'], scope: Scope): Before {
  if (base === 'trusted' || base === 'nothing') return { kind: base };
  return { kind: 'base', findings: baseFindings(allChecks(base, scope)) };
}

const UNREADABLE: Question = {
  id: 'file/unreadable',
  title: 'Every definition can be read',
  severity: 'high',
};

/** Where all that is wrong was there before, this is what the verdict rests on. */
const COMPARED: Question = {
  id: 'base/compared',
  title: 'The state before the change was read and compared',
  severity: 'high',
};

/** What cannot be read cannot be judged, so it is never a pass. */
function unreadable({ model }: Subject): readonly Check[] {
  if (model.unreadable.length === 0) return [];
  const objections = model.unreadable.map(({ path, message, location }) => ({
    message,
    subject: path,
    locations: [location],
  }));
  return [answer(UNREADABLE, objections, 'error')];
}

function freshIn(check: Check): readonly string[] {
  if (check.status !== 'fail' && check.status !== 'error') return [];
  return check.findings
    .filter((finding) => weighs(finding) && finding.waiver === undefined && finding.known !== true)
    .map(({ fingerprint }) => fingerprint);
}
