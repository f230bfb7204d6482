import { err, type Result } from '@plumbline/core';
import { anyPredicate, parseStatement, type Statement } from '../statement/statement.js';
import { readKeyedBundle } from './keyed-bundle.js';

/** The statement in a bundle, without any judgement of who has signed it: to sort records by kind. */
export function peekStatement(bundle: Uint8Array): Result<Statement, string> {
  const read = readKeyedBundle(bundle);
  return read.ok ? parseStatement(read.value.payload, anyPredicate) : err(read.error.message);
}
