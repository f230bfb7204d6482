import {
  canonicalJson,
  object,
  oneOf,
  optional,
  sha256Hex,
  text,
  type ValueOf,
} from '@plumbline/core';
import { crypto } from '@sigstore/core';
import type { SignedEntity } from '@sigstore/verify';
import type { SignedPayload } from '../bundle/content.js';
import { failure, undecided, type VerifyFailure } from '../bundle/failure.js';
import type { TrustedRoot } from '../roots/trusted-root.js';
import { readStrictJson } from '../strict-json.js';

type Entry = SignedEntity['tlogEntries'][number];

const HASH = object({ algorithm: oneOf('sha256'), value: text() });

/** An entry of the kind `intoto` 0.0.1; old ones have no digest of the payload (rekor, pkg/types/intoto/v0.0.1). */
const BODY = object({
  apiVersion: oneOf('0.0.1'),
  kind: oneOf('intoto'),
  spec: object({
    content: object({ hash: HASH, payloadHash: optional(HASH, null) }),
    publicKey: text(),
  }),
});

const MAX_BYTES = 1024 * 1024;

/** Whether an entry knows of an envelope only its digest as a whole; sigstore's library reads none of them. */
export function isWholeEntry({ kindVersion: { kind, version } }: Entry): boolean {
  return kind === 'intoto' && version === '0.0.1';
}

/** Why an entry is not that of an envelope, or of no log of the root; null: the log has promised to hold it, and it is. */
export function judgeWholeEntry(
  entry: Entry,
  content: Pick<SignedPayload, 'payload' | 'envelope'> | null,
  logs: TrustedRoot['tlogs'],
): VerifyFailure | null {
  const envelope = content?.envelope ?? null;
  if (content === null || envelope === null) {
    return undecided(
      'LOG_ENTRY_KIND',
      'an entry of a log is of a whole envelope, which a bundle does not hold to the byte',
    );
  }
  if (!isPromised(entry, logs)) {
    return failure('LOG_PROOF', 'an entry of a log does not prove that it is in the log');
  }
  const form = { name: 'entry', maxBytes: MAX_BYTES, shape: BODY };
  const body = readStrictJson(entry.canonicalizedBody, form);
  return body.ok && isOf(body.value, envelope, content.payload)
    ? null
    : failure('LOG_MISMATCH', 'an entry of a log is of another signature');
}

function isOf(
  { spec: { content } }: ValueOf<typeof BODY>,
  envelope: Buffer,
  payload: Buffer,
): boolean {
  const { hash, payloadHash } = content;
  return (
    hash.value === sha256Hex(envelope) &&
    (payloadHash === null || payloadHash.value === sha256Hex(payload))
  );
}

/** The log signs entry, time and place (Rekor v1, signedEntryTimestamp); a proof beside it would be read by nobody. */
function isPromised(entry: Entry, logs: TrustedRoot['tlogs']): boolean {
  const { logId, inclusionPromise, inclusionProof } = entry;
  const integratedTime = Number(entry.integratedTime);
  const logIndex = Number(entry.logIndex);
  if (!Number.isSafeInteger(integratedTime) || !Number.isSafeInteger(logIndex)) return false;
  if (inclusionPromise === undefined || inclusionProof !== undefined) return false;
  const at = new Date(integratedTime * 1000);
  const promised = canonicalJson({
    body: entry.canonicalizedBody.toString('base64'),
    integratedTime,
    logIndex,
    logID: logId.keyId.toString('hex'),
  });
  return logs.some(
    ({ logID, publicKey, validFor: { start, end } }) =>
      logID.equals(logId.keyId) &&
      start <= at &&
      at <= end &&
      crypto.verify(Buffer.from(promised), publicKey, inclusionPromise.signedEntryTimestamp),
  );
}
