import type { CertificateFacts } from '../identities/certificate.js';

/** Why a bundle does not count. */
export type VerifyCode =
  | 'BUNDLE_MALFORMED'
  | 'BUNDLE_VERSION'
  | 'BUNDLE_KIND'
  | 'PAYLOAD_TYPE'
  | 'SIGNATURE_COUNT'
  | 'KEY_UNKNOWN'
  | 'KEY_ALGORITHM'
  | 'KEY_REVOKED'
  | 'KEY_NOT_YET_VALID'
  | 'KEY_EXPIRED'
  | 'CERTIFICATE_MALFORMED'
  | 'CERTIFICATE_UNTRUSTED'
  | 'CERTIFICATE_EXPIRED'
  | 'CERTIFICATE_NOT_LOGGED'
  | 'IDENTITY_UNKNOWN'
  | 'LOG_UNKNOWN'
  | 'LOG_ENTRY_KIND'
  | 'LOG_PROOF'
  | 'LOG_MISMATCH'
  | 'LOG_MISSING'
  | 'TIMESTAMP_UNKNOWN'
  | 'TIMESTAMP_INVALID'
  | 'TIME_MISSING'
  | 'TIME_IN_FUTURE'
  | 'SIGNATURE_INVALID'
  | 'MESSAGE_DIGEST'
  | 'STATEMENT_MALFORMED'
  | 'PREDICATE_TYPE';

/** `fail`: the signature proves nothing. `undecidable`: it may be good, and cannot be judged here. */
export interface VerifyFailure {
  readonly kind: 'fail' | 'undecidable';
  readonly code: VerifyCode;
  readonly message: string;
  /** With IDENTITY_UNKNOWN: who has signed, since the signature itself is good. */
  readonly certificate?: CertificateFacts;
}

export function failure(code: VerifyCode, message: string): VerifyFailure {
  return { kind: 'fail', code, message };
}

export function undecided(code: VerifyCode, message: string): VerifyFailure {
  return { kind: 'undecidable', code, message };
}
