import { sha256Hex } from '@plumbline/core';
import type { StoredRecord } from '@plumbline/step';
import {
  peekPayload,
  type CertificateFacts,
  type SignedStatement,
  type Subject,
} from '@plumbline/trust';
import type { SignerIdentity } from '../link/signer.js';
import { describeRecord, kindOf, type RecordKind } from '../store/describe.js';

/** Who has signed a record: by name in the policy, and as other records name it. */
export interface RecordSigner {
  readonly name: string;
  readonly identity: SignerIdentity;
  /** Null: a bare key has signed. */
  readonly certificate: CertificateFacts | null;
}

/** A record that a signer of the policy has signed. What it is trusted for is asked later, role by role. */
export interface ChainRecord {
  readonly kind: RecordKind | null;
  /** R(): SHA-256 of the signed statement. */
  readonly sha256: string;
  readonly bundleSha256: string;
  readonly bundle: Uint8Array;
  readonly statement: Uint8Array;
  readonly subjects: readonly Subject[];
  readonly signer: RecordSigner;
  /** Trusted time of signing; null: nothing proves when. */
  readonly signedAt: Date | null;
  readonly store: string;
}

/** A record that does not count, and why. It hides no other. */
export interface RefusedRecord {
  readonly kind: RecordKind | null;
  /** Null: it is no record at all. */
  readonly sha256: string | null;
  readonly bundleSha256: string;
  readonly store: string;
  /** `untrusted`: it may be authentic, and its signer is not in the policy. `undecided`: it cannot be judged here. */
  readonly standing: 'untrusted' | 'unsigned' | 'bad' | 'undecided';
  readonly reason: string;
  /** Who it says has signed: not believed, but told. */
  readonly signer: SignerIdentity | null;
}

/** Whose signature is good, as `verifyBundle` tells it. */
export interface Authentic extends SignedStatement {
  readonly signer: RecordSigner;
  readonly signedAt: Date | null;
}

/** The record of an authentic bundle. */
export function chainRecord(
  stored: StoredRecord,
  { bytes, statement, signer, signedAt }: Authentic,
  store: string,
): ChainRecord {
  return {
    kind: kindOf(statement),
    sha256: sha256Hex(bytes),
    bundleSha256: stored.sha256,
    bundle: stored.bytes,
    statement: bytes,
    subjects: statement.subjects,
    signer,
    signedAt,
    store,
  };
}

/** A stored record that was refused. */
export function refusedRecord(
  stored: StoredRecord,
  why: Pick<RefusedRecord, 'standing' | 'reason' | 'signer'>,
  store: string,
): RefusedRecord {
  const described = describeRecord(stored.bytes);
  const isBundle = peekPayload(stored.bytes).ok;
  return {
    kind: described.ok ? described.value.kind : null,
    sha256: described.ok ? described.value.sha256 : null,
    bundleSha256: stored.sha256,
    store,
    ...why,
    ...(described.ok && !isBundle ? { standing: 'unsigned', reason: 'it is not signed' } : {}),
  };
}
