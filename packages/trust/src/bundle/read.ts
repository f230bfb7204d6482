import { err, ok, type Result } from '@plumbline/core';
import type { SignedEntity } from '@sigstore/verify';
import { MAX_STATEMENT_BYTES } from '../statement/statement.js';
import { readStrictJson } from '../strict-json.js';
import { ATTACHMENT_MEDIA_TYPE, readContent, type Content } from './content.js';
import { failure, undecided, type VerifyFailure } from './failure.js';
import { readEntries } from './log-entry.js';
import { BUNDLE, type WrittenMaterial } from './shape.js';

export const BUNDLE_MEDIA_TYPE = 'application/vnd.dev.sigstore.bundle.v0.3+json';

/** What is used of a sigstore bundle. Nothing of it is verified yet. */
export interface ReadBundle {
  readonly by: KeySigner | CertificateSigner;
  readonly content: Content;
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

const VERSIONS: Readonly<Record<string, BundleVersion>> = {
  'application/vnd.dev.sigstore.bundle+json;version=0.1': 'v0.1',
  'application/vnd.dev.sigstore.bundle+json;version=0.2': 'v0.2',
  'application/vnd.dev.sigstore.bundle+json;version=0.3': 'v0.3',
  [BUNDLE_MEDIA_TYPE]: 'v0.3',
  [ATTACHMENT_MEDIA_TYPE]: 'v0.1',
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
  const hint = by.value.kind === 'key' ? by.value.hint : undefined;
  const content = readContent(read.value, hint);
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
