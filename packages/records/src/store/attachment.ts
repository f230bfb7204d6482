import { ATTACHMENT_MEDIA_TYPE, ENVELOPE_LAYER, IMAGE_LAYER, readPem } from '@plumbline/trust';
import { envelopeBundle, readEnvelope } from './envelope.js';
import { proofsOf, type Proofs } from './proofs.js';

/** Annotations of a layer that cosign attached before its version 3 (cosign, specs/SIGNATURE_SPEC.md). */
const SIGNATURE = 'dev.cosignproject.cosign/signature';
const CERTIFICATE = 'dev.sigstore.cosign/certificate';

/** A layer that is attached to an image. */
export interface Attachment {
  readonly mediaType: string;
  readonly content: Uint8Array;
  readonly annotations: Readonly<Record<string, string>>;
}

/** Whether a layer is an attestation or a signature of cosign. */
export function isAttachment({ mediaType }: Pick<Attachment, 'mediaType'>): boolean {
  return mediaType === ENVELOPE_LAYER || mediaType === IMAGE_LAYER;
}

/**
 * The bundle that an attachment would be today; in a form of ours where no bundle holds it. Null where a part cannot be read.
 * Of a bare key nothing counts that is annotated, and of a certificate not its chain, as the trusted root has its own.
 */
export function attachmentBundle(attachment: Attachment): Uint8Array | null {
  const { mediaType, content, annotations } = attachment;
  const pem = annotations[CERTIFICATE];
  if (pem === undefined) {
    const publicKey = { publicKey: {} };
    return mediaType === ENVELOPE_LAYER ? envelopeBundle(content) : asIs(attachment, publicKey);
  }
  const certificate = certificateOf(pem);
  const proofs = proofsOf(annotations);
  if (certificate === null || proofs === null) return null;
  const chain = { x509CertificateChain: { certificates: [{ rawBytes: certificate }] } };
  return fitsBundle(attachment, proofs)
    ? asBundle(content, { ...chain, ...proofs })
    : asIs(attachment, { ...chain, ...proofs });
}

/** A bundle holds no signed text, and of an envelope not its bytes, which a timestamp and old entries of a log may be of. */
function fitsBundle({ mediaType }: Attachment, { tlogEntries, ...rest }: Proofs): boolean {
  return (
    mediaType === ENVELOPE_LAYER &&
    rest.timestampVerificationData === undefined &&
    tlogEntries?.every(({ kindVersion: { kind } }) => kind !== 'intoto') !== false
  );
}

function asBundle(content: Uint8Array, verificationMaterial: object): Uint8Array | null {
  const mediaType = 'application/vnd.dev.sigstore.bundle+json;version=0.1';
  const dsseEnvelope = readEnvelope(content);
  return dsseEnvelope === null ? null : json({ mediaType, verificationMaterial, dsseEnvelope });
}

function asIs(
  { mediaType, content, annotations }: Attachment,
  verificationMaterial: object,
): Uint8Array | null {
  const signature = annotations[SIGNATURE];
  if (mediaType === IMAGE_LAYER && signature === undefined) return null;
  const bytes = Buffer.from(content).toString('base64');
  return json({
    mediaType: ATTACHMENT_MEDIA_TYPE,
    verificationMaterial,
    attached: {
      ...{ mediaType, content: bytes },
      ...(mediaType === IMAGE_LAYER ? { signature } : {}),
    },
  });
}

function json(bundle: object): Uint8Array {
  return Buffer.from(JSON.stringify(bundle));
}

function certificateOf(pem: string): string | null {
  const block = readPem(pem);
  return block.ok && block.value.label === 'CERTIFICATE'
    ? block.value.content.toString('base64')
    : null;
}
