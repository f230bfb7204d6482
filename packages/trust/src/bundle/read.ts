import { err, ok, stringOf, type Node, type Result } from '@plumbline/core';
import type { SignedEntity } from '@sigstore/verify';
import { MAX_STATEMENT_BYTES } from '../statement/statement.js';
import { readStrictJson } from '../strict-json.js';
import { failure, undecided, type VerifyFailure } from './failure.js';
import { readEntries } from './log-entry.js';
import {
  BUNDLE,
  type WrittenBundle,
  type WrittenEnvelope,
  type WrittenMaterial,
  type WrittenMessage,
} from './shape.js';

export const BUNDLE_MEDIA_TYPE = 'application/vnd.dev.sigstore.bundle.v0.3+json';
export const PAYLOAD_TYPE = 'application/vnd.in-toto+json';

/** What is used of a sigstore bundle. Nothing of it is verified yet. */
export interface ReadBundle {
  readonly by: KeySigner | CertificateSigner;
  readonly content: SignedPayload | SignedMessage;
  readonly entries: SignedEntity['tlogEntries'];
  /** RFC 3161 timestamps (DER). */
  readonly timestamps: readonly Buffer[];
}

/** A bare key; null where the bundle does not say which. */
interface KeySigner {
  readonly kind: 'key';
  readonly hint: string | null;
}

interface CertificateSigner {
  readonly kind: 'certificate';
  /** The leaf; where a bundle brings others, they count for nothing. */
  readonly der: Buffer;
}

/** A DSSE envelope around an in-toto statement. */
export interface SignedPayload {
  readonly kind: 'statement';
  readonly payload: Buffer;
  readonly signature: Buffer;
}

/** A signature over a file that the bundle does not hold. */
export interface SignedMessage {
  readonly kind: 'message';
  readonly algorithm: string;
  readonly digest: Buffer;
  readonly signature: Buffer;
}

const VERSIONS: Readonly<Record<string, BundleVersion>> = {
  'application/vnd.dev.sigstore.bundle+json;version=0.1': 'v0.1',
  'application/vnd.dev.sigstore.bundle+json;version=0.2': 'v0.2',
  'application/vnd.dev.sigstore.bundle+json;version=0.3': 'v0.3',
  [BUNDLE_MEDIA_TYPE]: 'v0.3',
};

/** v0.1 promises inclusion in a log, later versions prove it; v0.3 holds no chain of certificates. */
export type BundleVersion = 'v0.1' | 'v0.2' | 'v0.3';

/** Reads a sigstore bundle strictly: whatever is not looked at is refused. */
export function readBundle(bytes: Uint8Array): Result<ReadBundle, VerifyFailure> {
  const form = { name: 'bundle', maxBytes: MAX_STATEMENT_BYTES, shape: BUNDLE };
  const read = readStrictJson(bytes, form);
  if (!read.ok) return err(failure('BUNDLE_MALFORMED', read.error));
  const version = VERSIONS[read.value.mediaType];
  if (version === undefined) {
    return err(undecided('BUNDLE_VERSION', 'the version of the bundle is not known'));
  }
  const { verificationMaterial: material } = read.value;
  const by = readSigner(material, version);
  if (!by.ok) return by;
  const content = readContent(read.value, by.value);
  if (!content.ok) return content;
  const entries = readEntries(material.tlogEntries ?? [], version);
  if (!entries.ok) return entries;
  const timestamps = (material.timestampVerificationData?.rfc3161Timestamps ?? []).map(
    ({ signedTimestamp }) => Buffer.from(signedTimestamp, 'base64'),
  );
  return ok({ by: by.value, content: content.value, entries: entries.value, timestamps });
}

function readSigner(
  { publicKey, certificate, x509CertificateChain }: WrittenMaterial,
  version: BundleVersion,
): Result<ReadBundle['by'], VerifyFailure> {
  const named = [publicKey, certificate, x509CertificateChain].filter((each) => each !== null);
  if (named.length !== 1) {
    return err(failure('BUNDLE_MALFORMED', 'the bundle does not name exactly one signer'));
  }
  if (publicKey !== null) return ok({ kind: 'key', hint: publicKey.hint });
  if (x509CertificateChain !== null && version === 'v0.3') {
    return err(failure('BUNDLE_MALFORMED', 'a bundle v0.3 holds no chain of certificates'));
  }
  const leaf = certificate ?? x509CertificateChain?.certificates[0];
  return leaf === undefined
    ? err(failure('BUNDLE_MALFORMED', 'the chain of certificates is empty'))
    : ok({ kind: 'certificate', der: Buffer.from(leaf.rawBytes, 'base64') });
}

function readContent(
  { dsseEnvelope, messageSignature }: WrittenBundle,
  by: ReadBundle['by'],
): Result<ReadBundle['content'], VerifyFailure> {
  if (dsseEnvelope !== null && messageSignature === null) return readEnvelope(dsseEnvelope, by);
  if (messageSignature !== null && dsseEnvelope === null) return ok(readMessage(messageSignature));
  return err(failure('BUNDLE_MALFORMED', 'the bundle does not hold exactly one signed content'));
}

function readEnvelope(
  { payload, payloadType, signatures }: WrittenEnvelope,
  by: ReadBundle['by'],
): Result<SignedPayload, VerifyFailure> {
  if (payloadType !== PAYLOAD_TYPE) {
    return err(failure('PAYLOAD_TYPE', `the payload type is not ${PAYLOAD_TYPE}`));
  }
  const [signature, second] = signatures;
  if (signature === undefined || second !== undefined) {
    return err(failure('SIGNATURE_COUNT', 'the bundle does not hold exactly one signature'));
  }
  if (signature.keyid !== null && by.kind === 'key' && !namesKey(signature.keyid, by.hint)) {
    return err(failure('BUNDLE_MALFORMED', 'the envelope and the bundle name different keys'));
  }
  return ok({
    kind: 'statement',
    payload: Buffer.from(payload, 'base64'),
    signature: Buffer.from(signature.sig, 'base64'),
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
