import {
  partsOf,
  type LinkedRecord,
  type RecordFormat,
  type RecordParts,
} from '@plumbline/records';
import { judged, skipped, type Answer, type AuditId, type Reason } from './answer.js';
import { claimProblems } from './claims.js';
import { linkProblems, signerProblems, WORDS } from './words.js';

/** A record of a gate that was found and reads well. */
export interface GateRecord<T> extends RecordParts<T> {
  readonly linked: LinkedRecord;
}

/** How the records of one gate are judged. */
export interface Gate<T> {
  readonly id: Extract<AuditId, 'trigger' | 'pipeline' | 'configuration'>;
  readonly kind: keyof typeof WORDS;
  readonly format: RecordFormat<T>;
  readonly need: { readonly require: 'required' | 'optional'; readonly signers: readonly string[] };
  /** What this gate's own content must say. */
  readonly problems: (record: GateRecord<T>) => readonly Reason[];
  readonly said: (record: GateRecord<T>) => string;
}

type WithRun = { readonly run: Parameters<typeof claimProblems>[1] };

/** Judges the records that a build names of one gate: every one of them must stand. */
export function judgeGate<T extends WithRun>(
  gate: Gate<T>,
  linked: readonly LinkedRecord[],
): Answer {
  if (linked.length === 0) return absent(gate);
  const judgements = linked.map((each) => judgeOne(gate, each));
  const [first] = judgements;
  return judged(gate.id, first?.said ?? '', {
    wrong: judgements.flatMap(({ wrong }) => wrong),
    doubts: judgements.flatMap(({ doubts }) => doubts),
  });
}

function absent<T>({ id, kind, need }: Gate<T>): Answer {
  const message = `the build record names no ${WORDS[kind]}`;
  if (need.require === 'optional') return skipped(id, message);
  const hint = `or audit.${id}.require: optional in the policy`;
  return judged(id, '', { wrong: [{ message, hint }] });
}

interface Judgement {
  readonly said: string;
  readonly wrong: readonly Reason[];
  readonly doubts: readonly Reason[];
}

function judgeOne<T extends WithRun>(gate: Gate<T>, linked: LinkedRecord): Judgement {
  const problems = linkProblems(linked);
  const { record } = linked;
  if (record === null) return { said: '', ...problems };
  const parsed = partsOf(record, gate.format);
  if (!parsed.ok) {
    const message = `the ${WORDS[gate.kind]} cannot be read: ${parsed.error}`;
    return { said: '', wrong: [{ message }], doubts: [] };
  }
  const read = { ...parsed.value, linked };
  return {
    said: gate.said(read),
    wrong: [
      ...problems.wrong,
      ...signerProblems(record, gate.need.signers, gate.id),
      ...claimProblems(record, read.predicate.run),
      ...gate.problems(read),
    ],
    doubts: problems.doubts,
  };
}
