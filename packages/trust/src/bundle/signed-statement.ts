import { err, ok, type Result } from '@plumbline/core';
import { parseImagePayload } from '../statement/image-payload.js';
import { anyPredicate, parseStatement, type Statement } from '../statement/statement.js';
import type { SignedImage, SignedPayload } from './content.js';

/** What was signed. */
export interface SignedStatement {
  /** The bytes that were signed: all that may be believed. */
  readonly bytes: Uint8Array;
  readonly statement: Statement;
}

/** The statement in what is signed; a signature of an image is one as well. */
export function signedStatement(
  content: SignedPayload | SignedImage,
): Result<SignedStatement, string> {
  const { kind, payload: bytes } = content;
  const statement =
    kind === 'image' ? parseImagePayload(bytes) : parseStatement(bytes, anyPredicate);
  return statement.ok ? ok({ bytes, statement: statement.value }) : err(statement.error);
}
