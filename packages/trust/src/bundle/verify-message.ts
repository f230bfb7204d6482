import type { KeyObject } from 'node:crypto';
import { crypto } from '@sigstore/core';
import { err, type Result } from '@plumbline/core';
import { digestContent, hasSigned } from '../verification/content.js';
import { hasSignedDigest } from '../verification/digest.js';
import type { SignedMessage } from './content.js';
import { failure, undecided, type VerifyFailure } from './failure.js';
import { readBundle, type ReadBundle } from './read.js';
import { verifySigner, type VerifiedSigner, type VerifyOptions } from './verify.js';

/** A file that is said to be signed: its bytes, or its SHA-256 where they are not at hand. */
export type Message = { readonly bytes: Uint8Array } | { readonly sha256: string };

/** Verifies a sigstore bundle with a signature over a file (`cosign sign-blob`). */
export function verifyMessage(
  bytes: Uint8Array,
  message: Message,
  options: Omit<VerifyOptions, 'predicateType'>,
): Result<VerifiedSigner, VerifyFailure> {
  const bundle = readBundle(bytes);
  if (!bundle.ok) return bundle;
  const { content } = bundle.value;
  if (content.kind !== 'message') {
    return err(failure('BUNDLE_KIND', 'the bundle holds no signature over a file'));
  }
  const digest = digestOf(message);
  const mismatch = compareDigest(content, digest);
  if (mismatch !== null) return err(mismatch);
  return 'bytes' in message
    ? verifySigner(
        bundle.value,
        digestContent(content.signature, content.digest, signedBytes(content, message.bytes)),
        options,
      )
    : verifyDigest(bundle.value, content, options);
}

function digestOf(message: Message): Buffer {
  return 'bytes' in message
    ? crypto.digest('sha256', Buffer.from(message.bytes))
    : Buffer.from(message.sha256, 'hex');
}

function compareDigest({ algorithm, digest }: SignedMessage, found: Buffer): VerifyFailure | null {
  if (algorithm !== 'SHA2_256') {
    return undecided('MESSAGE_DIGEST', 'the digest of the file is not a SHA-256');
  }
  return crypto.bufferEqual(digest, found)
    ? null
    : failure('MESSAGE_DIGEST', 'the bundle is of another file');
}

function signedBytes({ signature }: SignedMessage, bytes: Uint8Array) {
  return (key: KeyObject) => hasSigned(Buffer.from(bytes), signature, key);
}

/** Without the file only P-256 can be verified: the other algorithms are read from it. */
function verifyDigest(
  bundle: ReadBundle,
  content: SignedMessage,
  options: VerifyOptions,
): Result<VerifiedSigner, VerifyFailure> {
  const keys: KeyObject[] = [];
  const verified = verifySigner(
    bundle,
    digestContent(content.signature, content.digest, (key) => {
      keys.push(key);
      return hasSignedDigest(content.digest, content.signature, key);
    }),
    options,
  );
  return verified.ok || keys.every(isP256)
    ? verified
    : err(undecided('KEY_ALGORITHM', 'a signature of this kind needs the file itself'));
}

function isP256({ asymmetricKeyDetails }: KeyObject): boolean {
  return asymmetricKeyDetails?.namedCurve === 'prime256v1';
}
