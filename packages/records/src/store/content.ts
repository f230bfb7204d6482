import {
  anyPredicate,
  parseStatement,
  peekStatement,
  type SignedStatement,
} from '@plumbline/trust';

/** What a record says, and whether it is signed. */
export interface RecordContent extends SignedStatement {
  readonly isBundle: boolean;
}

/** The content of a bundle, or of a bare statement where there was no key; null for anything else. Nothing of it is verified. */
export function recordContent(bytes: Uint8Array): RecordContent | null {
  const signed = peekStatement(bytes);
  if (signed.ok) return { ...signed.value, isBundle: true };
  const statement = parseStatement(bytes, anyPredicate);
  return statement.ok ? { bytes, statement: statement.value, isBundle: false } : null;
}
