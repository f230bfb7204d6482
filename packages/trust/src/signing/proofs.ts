import { ok, type Fault, type Post, type Result } from '@plumbline/core';
import type { SigningServices } from './config.js';
import type { Envelope, Proofs } from './envelope.js';
import { logSignature } from './rekor.js';
import { requestTimestamp } from './timestamp-request.js';

/** Has the services of an instance witness a signature, all at once; the first that does not is the fault. */
export async function gatherProofs(
  envelope: Envelope,
  { logs, timestamps }: SigningServices,
  post: Post,
): Promise<Result<Proofs, Fault>> {
  const [entries, times] = await Promise.all([
    Promise.all(logs.map((log) => logSignature(envelope, log, post))),
    Promise.all(timestamps.map((url) => requestTimestamp(envelope.signature, url, post))),
  ]);
  const logged = allOf(entries);
  if (!logged.ok) return logged;
  const timed = allOf(times);
  return timed.ok ? ok({ entries: logged.value, timestamps: timed.value }) : timed;
}

function allOf<T>(results: readonly Result<T, Fault>[]): Result<readonly T[], Fault> {
  const failed = results.find((result) => !result.ok);
  return failed ?? ok(results.flatMap((result) => (result.ok ? [result.value] : [])));
}
