/** Why a bundle does not count. */
export type VerifyCode =
  | 'BUNDLE_MALFORMED'
  | 'BUNDLE_VERSION'
  | 'BUNDLE_KIND'
  | 'KEYLESS_NOT_SUPPORTED'
  | 'LOG_NOT_SUPPORTED'
  | 'PAYLOAD_TYPE'
  | 'SIGNATURE_COUNT'
  | 'KEY_UNKNOWN'
  | 'KEY_ALGORITHM'
  | 'KEY_REVOKED'
  | 'KEY_NOT_YET_VALID'
  | 'KEY_EXPIRED'
  | 'SIGNATURE_INVALID'
  | 'STATEMENT_MALFORMED'
  | 'PREDICATE_TYPE';

/** `fail`: the signature proves nothing. `undecidable`: it may be good, and cannot be judged here. */
export interface VerifyFailure {
  readonly kind: 'fail' | 'undecidable';
  readonly code: VerifyCode;
  readonly message: string;
}

export function failure(code: VerifyCode, message: string): VerifyFailure {
  return { kind: 'fail', code, message };
}

export function undecided(code: VerifyCode, message: string): VerifyFailure {
  return { kind: 'undecidable', code, message };
}
