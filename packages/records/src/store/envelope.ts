import { mapGet, readJson, seqItems, toPlain, type Plain } from '@plumbline/core';

const MAX_ENVELOPE = 16 * 1024 * 1024;

/** A DSSE envelope as a bundle holds it; null where the bytes are none. The `keyid` is left out: it is not signed. */
export function readEnvelope(bytes: Uint8Array): Readonly<Record<string, Plain>> | null {
  const read = readJson('envelope', bytes, { maxBytes: MAX_ENVELOPE });
  if (!read.ok) return null;
  const [payload, payloadType, signatures] = ['payload', 'payloadType', 'signatures'].map((key) =>
    mapGet(read.value.root, key),
  );
  if (payload === undefined || payloadType === undefined || signatures === undefined) return null;
  return {
    payload: toPlain(payload),
    payloadType: toPlain(payloadType),
    signatures: seqItems(signatures).map((each) => {
      const sig = mapGet(each, 'sig');
      return { sig: sig === undefined ? '' : toPlain(sig) };
    }),
  };
}

/** A sigstore bundle v0.3 around a DSSE envelope that a key has signed; null where the bytes are none. */
export function envelopeBundle(bytes: Uint8Array): Uint8Array | null {
  const dsseEnvelope = readEnvelope(bytes);
  if (dsseEnvelope === null) return null;
  const bundle = {
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    verificationMaterial: { publicKey: {} },
    dsseEnvelope,
  };
  return Buffer.from(JSON.stringify(bundle));
}
