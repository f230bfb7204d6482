import {
  integer,
  mapGet,
  object,
  readJson,
  readShape,
  stringOf,
  text,
  type Shape,
} from '@plumbline/core';
import { readPem } from '@plumbline/trust';
import { readEnvelope } from './envelope.js';

/** Annotations of a layer that cosign attached before its version 3 (cosign, specs/SIGNATURE_SPEC.md). */
const CERTIFICATE = 'dev.sigstore.cosign/certificate';
const LOG_ENTRY = 'dev.sigstore.cosign/bundle';
const TIMESTAMP = 'dev.sigstore.cosign/rfc3161timestamp';

/** What stands beside the envelope of an attachment. */
export type Annotations = Readonly<Record<string, string>>;

/** Whether an attachment says that a certificate has signed it, and no key. */
export function isCertified(annotations: Annotations): boolean {
  return annotations[CERTIFICATE] !== undefined;
}

/**
 * A sigstore bundle v0.1 around an envelope that the holder of a certificate has signed; null where a part cannot be read. The
 * chain that is attached is left out, as it counts for nothing: the trusted root has its own.
 */
export function certifiedBundle(envelope: Uint8Array, annotations: Annotations): Uint8Array | null {
  const dsseEnvelope = readEnvelope(envelope);
  const certificate = certificateOf(annotations[CERTIFICATE]);
  const proofs = proofsOf(annotations);
  if (dsseEnvelope === null || certificate === null || proofs === null) return null;
  const bundle = {
    mediaType: 'application/vnd.dev.sigstore.bundle+json;version=0.1',
    verificationMaterial: {
      x509CertificateChain: { certificates: [{ rawBytes: certificate }] },
      ...proofs,
    },
    dsseEnvelope,
  };
  return Buffer.from(JSON.stringify(bundle));
}

function certificateOf(pem: string | undefined): string | null {
  const block = readPem(pem ?? '');
  return block.ok && block.value.label === 'CERTIFICATE'
    ? block.value.content.toString('base64')
    : null;
}

/** The time of a log stands for itself; a timestamp beside it is over what is signed or over all of the envelope, as cosign had it. */
function proofsOf({ [LOG_ENTRY]: entry, [TIMESTAMP]: timestamp }: Annotations): object | null {
  if (entry !== undefined) {
    const tlogEntry = logEntryOf(entry);
    return tlogEntry === null ? null : { tlogEntries: [tlogEntry] };
  }
  if (timestamp === undefined) return {};
  const read = readText(timestamp, TIMESTAMP_ANNOTATION);
  if (read === null) return null;
  const signedTimestamp = read.SignedRFC3161Timestamp;
  return { timestampVerificationData: { rfc3161Timestamps: [{ signedTimestamp }] } };
}

const TIMESTAMP_ANNOTATION = object({ SignedRFC3161Timestamp: text() });
const LOG_ANNOTATION = object({
  SignedEntryTimestamp: text(),
  Payload: object({
    body: text(),
    integratedTime: integer(),
    logIndex: integer(),
    logID: text({ expected: 'a SHA-256', pattern: /^[0-9a-f]{64}$/ }),
  }),
});

/** An entry of Rekor v1, and its promise to hold it, which signs the time. */
function logEntryOf(annotation: string): object | null {
  const read = readText(annotation, LOG_ANNOTATION);
  if (read === null) return null;
  const { SignedEntryTimestamp: signedEntryTimestamp, Payload } = read;
  const { body, integratedTime, logIndex, logID } = Payload;
  const kindVersion = kindOf(Buffer.from(body, 'base64'));
  return kindVersion === null
    ? null
    : {
        logIndex: String(logIndex),
        logId: { keyId: Buffer.from(logID, 'hex').toString('base64') },
        kindVersion,
        integratedTime: String(integratedTime),
        inclusionPromise: { signedEntryTimestamp },
        canonicalizedBody: body,
      };
}

function kindOf(body: Uint8Array): object | null {
  const read = readJson('entry', body);
  if (!read.ok) return null;
  const kind = stringOf(mapGet(read.value.root, 'kind'));
  const version = stringOf(mapGet(read.value.root, 'apiVersion'));
  return kind === undefined || version === undefined ? null : { kind, version };
}

function readText<T>(json: string, shape: Shape<T>): T | null {
  const read = readJson('annotation', Buffer.from(json));
  if (!read.ok) return null;
  const value = readShape(shape, read.value.root, read.value.source);
  return value.ok ? value.value : null;
}
