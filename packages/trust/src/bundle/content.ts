import { err, ok, stringOf, type Node, type Result } from '@plumbline/core';
import { MAX_STATEMENT_BYTES } from '../statement/statement.js';
import { readStrictJson } from '../strict-json.js';
import { failure, type VerifyFailure } from './failure.js';
import {
  ENVELOPE,
  type WrittenAttached,
  type WrittenBundle,
  type WrittenEnvelope,
  type WrittenMessage,
} from './shape.js';

export const PAYLOAD_TYPE = 'application/vnd.in-toto+json';

/** What cosign before its version 3 attached to an image and no sigstore bundle can hold, in a form of ours. */
export const ATTACHMENT_MEDIA_TYPE = 'application/vnd.plumbline.attachment.v1+json';
/** Layers that cosign attaches (cosign, specs/SIGNATURE_SPEC.md and ATTESTATION_SPEC.md). */
export const ENVELOPE_LAYER = 'application/vnd.dsse.envelope.v1+json';
export const IMAGE_LAYER = 'application/vnd.dev.cosign.simplesigning.v1+json';

export type Content = SignedPayload | SignedMessage | SignedImage;

/** A DSSE envelope around an in-toto statement. */
export interface SignedPayload {
  readonly kind: 'statement';
  readonly payload: Buffer;
  readonly signature: Buffer;
  /** The envelope to the byte; null: a bundle does not hold it so. */
  readonly envelope: Buffer | null;
}

/** A signature over a file that the bundle does not hold. */
export interface SignedMessage {
  readonly kind: 'message';
  readonly algorithm: string;
  readonly digest: Buffer;
  readonly signature: Buffer;
}

/** A signature over a text that names an image. */
export interface SignedImage {
  readonly kind: 'image';
  readonly payload: Buffer;
  readonly signature: Buffer;
}

/** Reads the one signed content of a bundle; `hint` is that of its key, and undefined where a certificate has signed. */
export function readContent(
  { mediaType, dsseEnvelope, messageSignature, attached }: WrittenBundle,
  hint: string | null | undefined,
): Result<Content, VerifyFailure> {
  const held = [dsseEnvelope, messageSignature, attached].filter((each) => each !== null);
  if (held.length !== 1 || (attached !== null) !== (mediaType === ATTACHMENT_MEDIA_TYPE)) {
    return err(failure('BUNDLE_MALFORMED', 'the bundle does not hold exactly one signed content'));
  }
  if (messageSignature !== null) return ok(readMessage(messageSignature));
  if (attached !== null) return readAttached(attached, hint);
  return dsseEnvelope === null ? unreadable() : readEnvelope(dsseEnvelope, null, hint);
}

function readAttached(
  { mediaType, content, signature }: WrittenAttached,
  hint: string | null | undefined,
): Result<Content, VerifyFailure> {
  const bytes = Buffer.from(content, 'base64');
  if (mediaType === IMAGE_LAYER && signature !== null) {
    return ok({ kind: 'image', payload: bytes, signature: Buffer.from(signature, 'base64') });
  }
  if (mediaType !== ENVELOPE_LAYER || signature !== null) return unreadable();
  const form = { name: 'envelope', maxBytes: MAX_STATEMENT_BYTES, shape: ENVELOPE };
  const read = readStrictJson(bytes, form);
  return read.ok
    ? readEnvelope(read.value, bytes, hint)
    : err(failure('BUNDLE_MALFORMED', read.error));
}

function unreadable(): Result<never, VerifyFailure> {
  return err(failure('BUNDLE_MALFORMED', 'what is attached is neither an envelope nor an image'));
}

function readEnvelope(
  { payload, payloadType, signatures }: WrittenEnvelope,
  envelope: Buffer | null,
  hint: string | null | undefined,
): Result<SignedPayload, VerifyFailure> {
  if (payloadType !== PAYLOAD_TYPE) {
    return err(failure('PAYLOAD_TYPE', `the payload type is not ${PAYLOAD_TYPE}`));
  }
  const [signature, second] = signatures;
  if (signature === undefined || second !== undefined) {
    return err(failure('SIGNATURE_COUNT', 'the bundle does not hold exactly one signature'));
  }
  if (signature.keyid !== null && hint !== undefined && !namesKey(signature.keyid, hint)) {
    return err(failure('BUNDLE_MALFORMED', 'the envelope and the bundle name different keys'));
  }
  return ok({
    kind: 'statement',
    payload: Buffer.from(payload, 'base64'),
    signature: Buffer.from(signature.sig, 'base64'),
    envelope,
  });
}

/** The `keyid` is not signed, and not used: it may only repeat the hint. */
function namesKey(keyid: Node, hint: string | null): boolean {
  const written = stringOf(keyid);
  return written !== undefined && (written === '' || written === hint);
}

function readMessage({ messageDigest, signature }: WrittenMessage): SignedMessage {
  return {
    kind: 'message',
    algorithm: messageDigest.algorithm,
    digest: Buffer.from(messageDigest.digest, 'base64'),
    signature: Buffer.from(signature, 'base64'),
  };
}
