import {
  err,
  sha256Hex,
  undecidableFault,
  usageFault,
  type Fault,
  type Result,
} from '@plumbline/core';
import {
  verifyBundle,
  type TrustedKeys,
  type VerifyFailure,
  type VerifyOptions,
} from '@plumbline/trust';
import {
  CATALOG_PREDICATE,
  parseCatalogStatement,
  type SignedCatalog,
} from './catalog-statement.js';
import { LATEST_PREDICATE, parseLatestStatement, type Latest } from './latest-statement.js';

/** Whose signature counts, and when it is judged. */
export interface Trust extends Pick<VerifyOptions, 'identities' | 'roots' | 'now'> {
  /** Also those of the Tasks: Tekton knows no other signers. */
  readonly keys: TrustedKeys;
}

/** Something signed, by whom, and the SHA-256 of the statement. */
export interface Opened<T> {
  readonly value: T;
  readonly statementSha256: string;
  readonly signer: string;
  readonly keyFingerprint: string;
}

/** Why something signed does not count. */
export interface Unopened {
  readonly kind: VerifyFailure['kind'];
  readonly code: string;
  readonly message: string;
}

/** Verifies and reads a signed catalog. */
export function openCatalogStatement(
  bytes: Uint8Array,
  trust: Trust,
): Result<Opened<SignedCatalog>, Unopened> {
  return open(bytes, trust, { predicateType: CATALOG_PREDICATE, parse: parseCatalogStatement });
}

/** Verifies and reads the statement which catalog is the latest. */
export function openLatestStatement(
  bytes: Uint8Array,
  trust: Trust,
): Result<Opened<Latest>, Unopened> {
  return open(bytes, trust, { predicateType: LATEST_PREDICATE, parse: parseLatestStatement });
}

/** What did not open, as the fault of a command that cannot go on without it. */
export function unopenedFault(path: string, { kind, code, message }: Unopened): Fault {
  const text = `${path}: ${message} (${code})`;
  return kind === 'undecidable'
    ? undecidableFault('CATALOG_SIGNATURE', text)
    : usageFault(
        'CATALOG_SIGNATURE',
        text,
        '--key PUB, with the public half of the key that signed it',
      );
}

interface Kind<T> {
  readonly predicateType: string;
  readonly parse: (bytes: Uint8Array) => Result<T, string>;
}

function open<T>(
  bytes: Uint8Array,
  trust: Trust,
  { predicateType, parse }: Kind<T>,
): Result<Opened<T>, Unopened> {
  const verified = verifyBundle(bytes, { ...trust, predicateType });
  if (!verified.ok) return verified;
  const { bytes: statement, signer, keyFingerprint } = verified.value;
  const value = parse(statement);
  if (!value.ok) return err({ kind: 'fail', code: 'STATEMENT_MALFORMED', message: value.error });
  return {
    ok: true,
    value: { value: value.value, statementSha256: sha256Hex(statement), signer, keyFingerprint },
  };
}
