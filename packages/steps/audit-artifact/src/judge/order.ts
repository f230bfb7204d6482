import { parseInstant } from '@plumbline/core';
import type { ChainRecord, ExecutedFunction } from '@plumbline/records';
import { judged, skipped, type Answer, type Reason } from './answer.js';
import { vouchedScopes } from './definition/definition.js';
import { functionRecords, type FunctionRecord } from './functions.js';
import { guardRecords } from './gates.js';
import type { Case } from './subject.js';
import { WORDS } from './words.js';

const GATES = '(?:verify-pipeline|config-benchmark|guard-trigger)';

/** The steps that are gates themselves, by what they run. */
const GATE_STEP = new RegExp(`/${GATES}(?:@|$|\\?)|#(?:.*/)?${GATES}$`);

/** By the name that the platform gives them, where it does not tell what they run. */
const GATE_NAME = new RegExp(`^(?:Run (?:\\S+/)?)?${GATES}(?:@\\S+)?$`);

/**
 * Whether each gate had decided before the functions that it guards began: by the trusted time of its signature,
 * against the time at which the platform says that a function started. Claimed times alone decide nothing.
 */
export function judgeOrder(of: Case): Answer {
  const { chain, policy } = of;
  const gates = guardRecords(of);
  const functions = guarded(functionRecords(chain.functions), vouchedScopes(of));
  if (gates.length === 0 || functions.length === 0) {
    return skipped('order', 'there is no gate, or no function behind one');
  }
  const first = firstStart(functions);
  if (first === null)
    return undecided(policy.time, 'it is not known when the first function started');
  const late = gates.filter(({ signedAt }) => signedAt !== null && signedAt > first.start);
  const timeless = gates.filter(({ signedAt }) => signedAt === null);
  if (late.length > 0)
    return judged('order', '', { wrong: late.map((gate) => tooLate(gate, first)) });
  if (timeless.length > 0) {
    const words = [...new Set(timeless.map(wordOf))].join(' and the ');
    return undecided(
      policy.time,
      `nothing proves when the ${words} ${timeless.length > 1 ? 'were' : 'was'} signed`,
    );
  }
  if (functions.some(({ executed }) => executed.observed === 'declared')) {
    return undecided(policy.time, 'the run alone says when its functions started');
  }
  const last = Math.max(...gates.map(({ signedAt }) => signedAt?.getTime() ?? 0));
  const lead = Math.round((first.start.getTime() - last) / 1000);
  return judged('order', `the last gate decided ${String(lead)} s before the first function`, {});
}

function undecided(time: 'required' | 'optional', message: string): Answer {
  const hint = 'sign with a timestamp, or audit.time: optional in the policy';
  return time === 'optional'
    ? skipped('order', message)
    : judged('order', '', { doubts: [{ message, hint }] });
}

/**
 * All but what comes before a gate in the gate's own job, since no gate can sign before its job has begun: the platform's
 * steps, and Actions that are held by a commit or are part of the source. Scripts count, and so does what runs elsewhere.
 */
function guarded(
  found: readonly FunctionRecord[],
  vouched: ReadonlySet<string>,
): readonly FunctionRecord[] {
  const gateAt = new Map<string, number>();
  for (const { executed } of found) {
    if (!isGate(executed)) continue;
    const { scope, index } = executed.function;
    gateAt.set(scope, Math.max(gateAt.get(scope) ?? 0, index));
  }
  return found.filter(({ executed }) => {
    const { scope, index } = executed.function;
    const gate = gateAt.get(scope) ?? 0;
    // A workflow of elsewhere that is accepted as a gate is one as a whole.
    const isOfGate = index <= gate || (gate > 0 && vouched.has(scope));
    return hasRun(executed) && !(isOfGate && isHarmless(executed, vouched));
  });
}

/** GitHub tells what an image or an Action is; of a Task the image alone is told, which is that of any step of ours. */
function isGate({ function: { uri, kind, name }, run }: ExecutedFunction): boolean {
  const isUntold = kind === 'unknown' || (kind === 'image' && run.platform === 'tekton');
  return GATE_STEP.test(uri ?? '') || (isUntold && GATE_NAME.test(name));
}

/** `vouched`: jobs of a workflow of elsewhere that the policy accepts; what their steps run is not told. */
function isHarmless(executed: ExecutedFunction, vouched: ReadonlySet<string>): boolean {
  const { scope, role, kind, uri, digest } = executed.function;
  if (executed.products.length > 0) return false;
  const isHeld = digest !== null || uri?.startsWith('./') === true;
  return (
    role === 'platform' ||
    (kind === 'action' && isHeld) ||
    (kind === 'image' && isGate(executed)) ||
    (kind === 'unknown' && vouched.has(scope))
  );
}

function hasRun({ status, function: { role } }: ExecutedFunction): boolean {
  return status !== 'skipped' && role !== 'platform';
}

interface First {
  readonly start: Date;
  readonly name: string;
}

/** Null: one of them does not say when it started. */
function firstStart(functions: readonly FunctionRecord[]): First | null {
  const starts = functions.map(({ executed }) => ({
    start: parseInstant(executed.startedAt ?? ''),
    name: executed.function.name,
  }));
  const known = starts.flatMap(({ start, name }) => (start === null ? [] : [{ start, name }]));
  if (known.length < starts.length) return null;
  return known.reduce((one, other) => (other.start < one.start ? other : one));
}

function tooLate(gate: ChainRecord, { start, name }: First): Reason {
  return {
    message: `the ${wordOf(gate)} was signed after "${name}" had started`,
    expected: `before ${start.toISOString()}`,
    actual: gate.signedAt?.toISOString() ?? '',
  };
}

function wordOf({ kind }: ChainRecord): string {
  return kind === null ? 'record' : WORDS[kind];
}
