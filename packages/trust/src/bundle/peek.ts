import { err, ok, type Result } from '@plumbline/core';
import { anyPredicate, parseStatement, type Statement } from '../statement/statement.js';
import { readBundle } from './read.js';

/** The statement in a bundle, without any judgement of who has signed it: to sort records by kind. */
export function peekStatement(bundle: Uint8Array): Result<Statement, string> {
  const payload = peekPayload(bundle);
  return payload.ok ? parseStatement(payload.value, anyPredicate) : payload;
}

/** The bytes that a bundle says were signed, without any judgement: their SHA-256 is how records name each other. */
export function peekPayload(bundle: Uint8Array): Result<Uint8Array, string> {
  const read = readBundle(bundle);
  if (!read.ok) return err(read.error.message);
  const { content } = read.value;
  return content.kind === 'statement'
    ? ok(content.payload)
    : err('the bundle holds no signed statement');
}
