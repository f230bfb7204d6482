import { integer, list, object, oneOf, optional, text, type ValueOf } from '@plumbline/core';
import { digestSet, type Subject } from '@plumbline/trust';
import { descriptorShape } from '../link/descriptor.js';
import { originShape } from '../built/origin.js';
import { runShape } from '../run/run.js';
import { runSubject } from '../run/subject.js';
import { MAX_SUBJECTS, recordFormat } from '../statement/format.js';
import { recordTime } from '../statement/time.js';

/** The predicate type of the record of one executed function. */
export const EXECUTED_PREDICATE = 'https://plumbline.dev/attestation/step-run/v1';

const sha256Text = text({ expected: 'a SHA-256', pattern: /^[0-9a-f]{64}$/ });

const executedShape = object({
  function: object({
    /** The job, or the task of a pipeline, with its matrix values: what `index` counts in. */
    scope: text(),
    index: integer(1),
    name: text(),
    /** `platform`: what the platform adds by itself. `injected`: a container that the definition does not name. */
    role: oneOf('step', 'platform', 'sidecar', 'injected'),
    kind: oneOf('action', 'script', 'image', 'unknown'),
    /** What was asked for, and what ran. */
    uri: optional(text(), null),
    digest: optional(digestSet, null),
    /** Of the script, or of command and arguments as canonical JSON. */
    command: optional(digestSet, null),
    /** What `command` is of, without what looks like a secret; of a Task alone. */
    text: optional(text(), null),
  }),
  /** As declared; a value that is empty, long or secret is left out. */
  inputs: list(object({ name: text(), value: optional(text(), null) })),
  /** Names alone. */
  environment: list(text()),
  materials: list(descriptorShape),
  products: list(
    object({ name: text(), uri: optional(text(), null), digest: digestSet, origin: originShape }),
  ),
  /** Of its results as canonical JSON. */
  results: optional(digestSet, null),
  status: oneOf('succeeded', 'failed', 'cancelled', 'skipped', 'open'),
  exitCode: optional(integer(-2_147_483_648, 2_147_483_647), null),
  startedAt: optional(recordTime, null),
  finishedAt: optional(recordTime, null),
  /** `platform`: an API or controller says that it ran. `declared`: only the definition or the job itself does. */
  observed: oneOf('platform', 'declared'),
  /** 0 for the first try. */
  retry: integer(0),
  /** R() of the records that come before. */
  previous: list(sha256Text),
  recorder: object({ id: text(), version: text() }),
  run: runShape,
});

/** One function that a run has executed, or would have. */
export type ExecutedFunction = ValueOf<typeof executedShape>;

export const executedRecord = recordFormat(EXECUTED_PREDICATE, executedShape);

/** What a function made, where that is few enough; else the place of the function in its run. */
export function executedSubjects(executed: ExecutedFunction): readonly Subject[] {
  const { products, run, retry } = executed;
  const { scope, index } = executed.function;
  const place = runSubject(run, `${scope}/${String(index)}/${String(retry)}`);
  const made = products.map(({ name, uri, digest }) => ({ name, uri, digest }));
  return made.length === 0 || made.length > MAX_SUBJECTS ? [place] : made;
}
