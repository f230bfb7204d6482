import type { Result } from '@plumbline/core';
import type { StoredRecord } from '@plumbline/step';
import { peekStatement } from '@plumbline/trust';
import { createMemory } from './memory.js';
import {
  chainRecord,
  refusedRecord,
  type Authentic,
  type ChainRecord,
  type RefusedRecord,
} from './record.js';

/** Judges the signature of one bundle. */
export type Authenticate = (
  bundle: Uint8Array,
) => Result<Authentic, Pick<RefusedRecord, 'standing' | 'reason' | 'signer'>>;

export type Judged = ChainRecord | RefusedRecord;

/**
 * A record is several times as large as its bytes, and one that was forgotten is read from them again. Of small ones few are
 * remembered: what is kept for a while and then let go is reclaimed late.
 */
const RECORDS_LIMIT = 16 * 1024 * 1024;
const MOST_RECORDS = 128;
const weightOf = ({ length }: Uint8Array): number =>
  Math.max(4 * length, RECORDS_LIMIT / MOST_RECORDS);

/** Who has signed takes little to remember, and much to find out. */
const SIGNATURES_LIMIT = 16 * 1024 * 1024;
const KEY_WEIGHT = 1024;
const CERTIFICATE_WEIGHT = 4096;

type Signature = Pick<Authentic, 'signer' | 'signedAt'> | RefusedRecord;

/** Judges records of stores, the signature of each once however often it is met; more of them take no more memory. */
export function createJudge(
  authenticate: Authenticate,
): (stored: StoredRecord, store: string) => Judged {
  const records = createMemory<ChainRecord>(RECORDS_LIMIT);
  const signatures = createMemory<Signature>(SIGNATURES_LIMIT);
  const read = (stored: StoredRecord, store: string): Judged => {
    const known = signatures.recall(stored.sha256);
    const again = known === undefined ? null : readAgain(stored, known, store);
    if (again !== null) return again;
    const authentic = authenticate(stored.bytes);
    const judged = authentic.ok
      ? chainRecord(stored, authentic.value, store)
      : refusedRecord(stored, authentic.error, store);
    signatures.keep(stored.sha256, signatureOf(judged), signatureWeight(judged));
    return judged;
  };
  return (stored, store) => {
    const known = records.recall(stored.sha256);
    if (known !== undefined) return known;
    const judged = read(stored, store);
    if ('signedAt' in judged) records.keep(stored.sha256, judged, weightOf(stored.bytes));
    return judged;
  };
}

/** The bytes are the same, and so is what was signed. */
function readAgain(stored: StoredRecord, known: Signature, store: string): Judged | null {
  if ('standing' in known) return known;
  const content = peekStatement(stored.bytes);
  return content.ok ? chainRecord(stored, { ...content.value, ...known }, store) : null;
}

function signatureOf(judged: Judged): Signature {
  if ('standing' in judged) return judged;
  const { signer, signedAt } = judged;
  return { signer, signedAt };
}

function signatureWeight(judged: Judged): number {
  const isCertified = 'signedAt' in judged && judged.signer.certificate !== null;
  return isCertified ? CERTIFICATE_WEIGHT : KEY_WEIGHT;
}
