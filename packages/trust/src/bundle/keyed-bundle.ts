import {
  err,
  list,
  object,
  ok,
  optional,
  stringOf,
  text,
  type Node,
  type Result,
  type Shape,
  type ValueOf,
} from '@plumbline/core';
import { MAX_STATEMENT_BYTES } from '../statement/statement.js';
import { isBase64, readStrictJson } from '../strict-json.js';
import { failure, undecided, type VerifyFailure } from './failure.js';

export const BUNDLE_MEDIA_TYPE = 'application/vnd.dev.sigstore.bundle.v0.3+json';
export const PAYLOAD_TYPE = 'application/vnd.in-toto+json';

/** What is used of a sigstore bundle that a key has signed. Nothing of it is verified yet. */
export interface KeyedBundle {
  /** Which key has signed; null where the bundle does not say. */
  readonly hint: string | null;
  readonly payload: Buffer;
  readonly signature: Buffer;
}

/** Present in a bundle, and not looked into: whoever meets it cannot decide. */
const OPAQUE: Shape<Node> = { read: (node) => node, schema: {} };
const BASE64 = text({ expected: 'standard base64', accepts: isBase64 });

const MATERIAL = object({
  publicKey: optional(object({ hint: optional(text(), null) }), null),
  certificate: optional(OPAQUE, null),
  x509CertificateChain: optional(OPAQUE, null),
  tlogEntries: optional(OPAQUE, null),
  timestampVerificationData: optional(OPAQUE, null),
});

const ENVELOPE = object({
  payload: BASE64,
  payloadType: text(),
  signatures: list(object({ sig: BASE64, keyid: optional(OPAQUE, null) })),
});

const BUNDLE = object({
  mediaType: text(),
  verificationMaterial: MATERIAL,
  dsseEnvelope: optional(ENVELOPE, null),
  messageSignature: optional(OPAQUE, null),
});

/** Reads a sigstore bundle v0.3 with a DSSE envelope strictly: whatever is not looked at is refused. */
export function readKeyedBundle(bytes: Uint8Array): Result<KeyedBundle, VerifyFailure> {
  const form = { name: 'bundle', maxBytes: MAX_STATEMENT_BYTES, shape: BUNDLE };
  const read = readStrictJson(bytes, form);
  if (!read.ok) return err(failure('BUNDLE_MALFORMED', read.error));
  const { mediaType, verificationMaterial, dsseEnvelope, messageSignature } = read.value;
  if (mediaType !== BUNDLE_MEDIA_TYPE) {
    return err(undecided('BUNDLE_VERSION', `only ${BUNDLE_MEDIA_TYPE} is read`));
  }
  if (messageSignature !== null || dsseEnvelope === null) {
    return err(failure('BUNDLE_KIND', 'the bundle holds no signed statement'));
  }
  const hint = readHint(verificationMaterial);
  return hint.ok ? readEnvelope(dsseEnvelope, hint.value) : hint;
}

function readHint(material: ValueOf<typeof MATERIAL>): Result<string | null, VerifyFailure> {
  const { publicKey, certificate, x509CertificateChain } = material;
  if (certificate !== null || x509CertificateChain !== null) {
    return err(
      undecided('KEYLESS_NOT_SUPPORTED', 'signatures with a certificate are not read yet'),
    );
  }
  if (publicKey === null) return err(failure('BUNDLE_MALFORMED', 'the bundle names no key'));
  if (!isEmpty(material.tlogEntries) || !isEmpty(material.timestampVerificationData)) {
    return err(undecided('LOG_NOT_SUPPORTED', 'log entries and timestamps are not read yet'));
  }
  return ok(publicKey.hint);
}

function readEnvelope(
  { payload, payloadType, signatures }: ValueOf<typeof ENVELOPE>,
  hint: string | null,
): Result<KeyedBundle, VerifyFailure> {
  if (payloadType !== PAYLOAD_TYPE) {
    return err(failure('PAYLOAD_TYPE', `the payload type is not ${PAYLOAD_TYPE}`));
  }
  const [signature, second] = signatures;
  if (signature === undefined || second !== undefined) {
    return err(failure('SIGNATURE_COUNT', 'the bundle does not hold exactly one signature'));
  }
  if (signature.keyid !== null && !namesKey(signature.keyid, hint)) {
    return err(failure('BUNDLE_MALFORMED', 'the envelope and the bundle name different keys'));
  }
  return ok({
    hint,
    payload: Buffer.from(payload, 'base64'),
    signature: Buffer.from(signature.sig, 'base64'),
  });
}

/** The `keyid` is not signed, and not used: it may only repeat the hint. */
function namesKey(keyid: Node, hint: string | null): boolean {
  const written = stringOf(keyid);
  return written !== undefined && (written === '' || written === hint);
}

function isEmpty(node: Node | null): boolean {
  if (node === null) return true;
  if (node.kind === 'seq') return node.items.length === 0;
  return node.kind === 'map' && node.entries.length === 0;
}
