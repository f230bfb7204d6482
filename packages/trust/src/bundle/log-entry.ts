import { err, ok, type Result } from '@plumbline/core';
import type { SignedEntity } from '@sigstore/verify';
import { failure, type VerifyFailure } from './failure.js';
import type { BundleVersion } from './read.js';
import type { WrittenEntry } from './shape.js';

type LogEntry = SignedEntity['tlogEntries'][number];

/** The log entries of a bundle, as the verifier takes them; each proves its inclusion as its version demands. */
export function readEntries(
  written: readonly WrittenEntry[],
  version: BundleVersion,
): Result<LogEntry[], VerifyFailure> {
  const proves =
    version === 'v0.1'
      ? ({ inclusionPromise }: WrittenEntry) => inclusionPromise !== null
      : ({ inclusionProof }: WrittenEntry) => (inclusionProof?.checkpoint ?? null) !== null;
  return written.every(proves)
    ? ok(written.map(entryOf))
    : err(failure('LOG_PROOF', 'an entry of a log does not prove that it is in the log'));
}

function entryOf(written: WrittenEntry): LogEntry {
  const { logId, kindVersion, inclusionPromise, inclusionProof: proof } = written;
  return {
    logIndex: written.logIndex ?? '0',
    logId: { keyId: bytes(logId.keyId) },
    kindVersion,
    // Only a promise signs the time: without one it is whatever somebody wrote there.
    integratedTime: inclusionPromise === null ? '0' : (written.integratedTime ?? '0'),
    inclusionPromise:
      inclusionPromise === null
        ? undefined
        : { signedEntryTimestamp: bytes(inclusionPromise.signedEntryTimestamp) },
    inclusionProof: proof?.checkpoint ? proofOf(proof, proof.checkpoint) : undefined,
    canonicalizedBody: bytes(written.canonicalizedBody),
  };
}

function proofOf(
  { logIndex, treeSize, rootHash, hashes }: NonNullable<WrittenEntry['inclusionProof']>,
  checkpoint: { readonly envelope: string },
): NonNullable<LogEntry['inclusionProof']> {
  return {
    logIndex: logIndex ?? '0',
    treeSize: treeSize ?? '0',
    rootHash: bytes(rootHash ?? ''),
    hashes: (hashes ?? []).map(bytes),
    checkpoint,
  };
}

function bytes(base64: string): Buffer<ArrayBuffer> {
  return Buffer.from(base64, 'base64');
}
