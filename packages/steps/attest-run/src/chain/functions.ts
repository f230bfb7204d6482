import { executedRecord, executedSubjects, type ExecutedFunction } from '@plumbline/records';
import { version } from '@plumbline/step';
import type { ObservedFunction, ObservedRun } from '../observed.js';
import { draft, type Draft } from './draft.js';

/** Who writes these records. */
const RECORDER = { id: 'https://plumbline.dev/attest-run', version };

/**
 * One record for each function. In a scope each names the one before it; the first names the last ones of the scopes that
 * its scope waits for, and where it waits for none, the records `gate` of before the run.
 */
export function functionRecords(observed: ObservedRun, gate: readonly string[]): readonly Draft[] {
  const scopes = Map.groupBy(observed.functions, ({ function: { scope } }) => scope);
  const done = new Map<string, readonly Draft[]>();
  for (const scope of inOrder([...scopes.keys()], observed.after)) {
    const before = waitsFor(scope, observed.after).flatMap((each) => lastOf(each, done));
    const first = before.length === 0 ? gate : before;
    done.set(scope, chainOf(scopes.get(scope) ?? [], first, observed));
  }
  return [...done.values()].flat();
}

function chainOf(
  functions: readonly ObservedFunction[],
  first: readonly string[],
  { run }: ObservedRun,
): readonly Draft[] {
  const drafts: Draft[] = [];
  for (const each of functions) {
    const last = drafts.at(-1);
    const previous = last === undefined ? [...new Set(first)] : [last.sha256];
    const executed: ExecutedFunction = { ...each, previous, recorder: RECORDER, run };
    const statement = executedRecord.build({
      subjects: executedSubjects(executed),
      predicate: executed,
    });
    drafts.push(draft('function-executed', statement));
  }
  return drafts;
}

/** The last record of each scope of a task: of a matrix `task[1]`, `task[2]`, of a pipeline in the pipeline `task/inner`. */
function lastOf(task: string, done: ReadonlyMap<string, readonly Draft[]>): readonly string[] {
  return [...done].flatMap(([scope, drafts]) =>
    isOf(scope, task) ? (drafts.at(-1)?.sha256 ?? []) : [],
  );
}

function waitsFor(scope: string, after: ObservedRun['after']): readonly string[] {
  return after.get(scope) ?? after.get(taskOf(scope)) ?? [];
}

function isOf(scope: string, task: string): boolean {
  return (
    scope === task ||
    (scope.startsWith(task) && /^(?:\[\d+\])?(?:\/|$)/.test(scope.slice(task.length)))
  );
}

function taskOf(scope: string): string {
  return scope.replace(/\[\d+\]$/, '');
}

/** Scopes behind those that they wait for; a circle, which no platform runs, ends in the order given. */
function inOrder(scopes: readonly string[], after: ObservedRun['after']): readonly string[] {
  const ordered = new Set<string>();
  const entered = new Set<string>();
  const visit = (scope: string): void => {
    if (entered.has(scope)) return;
    entered.add(scope);
    const before = waitsFor(scope, after);
    scopes.filter((each) => before.some((task) => isOf(each, task))).forEach(visit);
    ordered.add(scope);
  };
  scopes.forEach(visit);
  return [...ordered];
}
