import { crypto } from '@sigstore/core';
import {
  VerificationError,
  Verifier,
  type SignedEntity,
  type TrustMaterial,
} from '@sigstore/verify';
import { err, ok, type Result } from '@plumbline/core';
import { failure, undecided, type VerifyFailure } from '../bundle/failure.js';
import type { Content } from '../bundle/content.js';
import type { ReadBundle } from '../bundle/read.js';
import type { TrustedRoot } from '../roots/trusted-root.js';
import { namesSigner } from './logged-signer.js';
import { readTimestamp, type Timestamp } from './timestamp.js';
import { isWholeEntry, judgeWholeEntry } from './whole-entry.js';

/** When something was signed at the latest, and who says so: a timestamp authority, or a log by its signed time. */
export interface TrustedTime {
  readonly signedAt: Date;
  readonly source: 'tsa' | 'log';
}

/** What a bundle proves beside its signature, as far as a root knows those who prove it. */
export interface Evidence {
  readonly entries: SignedEntity['tlogEntries'];
  readonly timestamps: readonly Timestamp[];
}

/** Reads the evidence of a bundle; undecidable where it is of a log or authority that the root does not know. */
export function readEvidence(
  { entries, timestamps }: ReadBundle,
  root: TrustedRoot,
): Result<Evidence, VerifyFailure> {
  const isKnown = ({ logId }: Evidence['entries'][number]) =>
    root.tlogs.some(({ logID }) => logID.equals(logId.keyId));
  if (!entries.every(isKnown)) {
    return err(undecided('LOG_UNKNOWN', 'the log of an entry is in no trusted root'));
  }
  try {
    const read = timestamps.map(readTimestamp);
    return read.every((timestamp) => isOfRoot(timestamp, root))
      ? ok({ entries, timestamps: read })
      : err(undecided('TIMESTAMP_UNKNOWN', 'the timestamp authority is in no trusted root'));
  } catch {
    return err(failure('TIMESTAMP_INVALID', 'a timestamp cannot be read'));
  }
}

function isOfRoot(timestamp: Timestamp, root: TrustedRoot): boolean {
  return root.timestampAuthorities.some(
    ({ certChain: [leaf] }) =>
      leaf !== undefined &&
      crypto.bufferEqual(leaf.serialNumber, timestamp.signerSerialNumber) &&
      crypto.bufferEqual(leaf.issuer, timestamp.signerIssuer),
  );
}

/** The earliest of the times that the evidence proves once it is verified; null: none. */
export function trustedTime({ entries, timestamps }: Evidence): TrustedTime | null {
  const times = [
    ...timestamps.map(({ signingTime }) => ({ signedAt: signingTime, source: 'tsa' as const })),
    ...entries
      .filter(({ integratedTime }) => integratedTime !== '0')
      .map(({ integratedTime }) => ({
        signedAt: new Date(Number(integratedTime) * 1000),
        source: 'log' as const,
      })),
  ];
  times.sort((one, other) => one.signedAt.getTime() - other.signedAt.getTime());
  return times[0] ?? null;
}

/** What is verified together: by whom, over what, with which evidence. */
export interface Signed {
  readonly content: Content;
  /** DER of the certificate, or SPKI DER of the bare key. */
  readonly signer: Buffer;
  readonly key: SignedEntity['key'];
  readonly signature: SignedEntity['signature'];
  readonly evidence: Evidence;
}

/**
 * Runs sigstore's verifier, and compares what it does not. All evidence that is there must hold; a certificate needs as much
 * of it as its root has parties for, and always a time. Whatever is thrown is a failure: the library throws also where a part
 * is malformed.
 */
export function runVerifier(signed: Signed, material: TrustMaterial): Result<null, VerifyFailure> {
  const { content, signer, evidence } = signed;
  const payload = content.kind === 'statement' ? content : null;
  try {
    for (const entry of evidence.entries.filter(isWholeEntry)) {
      const failed = judgeWholeEntry(entry, payload, material.tlogs);
      if (failed !== null) return err(failed);
    }
    verifierFor(signed, material).verify(entityOf(signed));
    return evidence.entries.every((entry) => namesSigner(entry, signer))
      ? ok(null)
      : err(failure('LOG_MISMATCH', 'an entry of a log is of another signer'));
  } catch (error) {
    return err(
      error instanceof VerificationError
        ? explain(error)
        : failure('BUNDLE_MALFORMED', 'a part of the bundle cannot be read'),
    );
  }
}

function verifierFor({ key, evidence }: Signed, material: TrustMaterial): Verifier {
  const demands = (parties: readonly unknown[]) =>
    key.$case === 'certificate' && parties.length > 0 ? 1 : 0;
  return new Verifier(material, {
    timestampThreshold: key.$case === 'certificate' ? 1 : 0,
    tlogThreshold: evidence.entries.some(isWholeEntry) ? 0 : demands(material.tlogs),
    ctlogThreshold: demands(material.ctlogs),
  });
}

/** cosign 2 had the whole envelope timestamped, where others have its signature. */
function entityOf({ content, key, signature, evidence }: Signed): SignedEntity {
  const { entries, timestamps } = evidence;
  const envelope = content.kind === 'statement' ? content.envelope : null;
  const isStamped = envelope !== null && timestamps.some((each) => each.isOver(envelope));
  return {
    key,
    signature: isStamped ? { ...signature, signature: envelope } : signature,
    tlogEntries: entries.filter((entry) => !isWholeEntry(entry)),
    timestamps: [
      ...entries
        .filter(({ integratedTime }) => integratedTime !== '0')
        .map((tlogEntry) => ({ $case: 'transparency-log' as const, tlogEntry })),
      ...timestamps.map((timestamp) => ({ $case: 'timestamp-authority' as const, timestamp })),
    ],
  };
}

function explain({ code, message }: VerificationError): VerifyFailure {
  switch (code) {
    case 'TIMESTAMP_ERROR':
      return failure('TIMESTAMP_INVALID', 'a timestamp is not of this signature');
    case 'TLOG_BODY_ERROR':
      return failure('LOG_MISMATCH', 'an entry of a log is of another signature');
    case 'CERTIFICATE_ERROR':
      return message.includes('SCT')
        ? failure('CERTIFICATE_NOT_LOGGED', 'no known log has promised to hold the certificate')
        : failure('CERTIFICATE_UNTRUSTED', 'the certificate is of no trusted authority');
    case 'SIGNATURE_ERROR':
      return failure('SIGNATURE_INVALID', 'the signature does not belong to the content');
    default:
      return failure('LOG_PROOF', 'an entry of a log does not prove that it is in the log');
  }
}
