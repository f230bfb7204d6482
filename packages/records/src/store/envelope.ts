import { mapGet, readJson, seqItems, toPlain } from '@plumbline/core';

const MAX_ENVELOPE = 16 * 1024 * 1024;

/**
 * A sigstore bundle v0.3 around a DSSE envelope that a key has signed; null where the bytes are none. The `keyid` is left
 * out: it is not signed, and other programs write names of keys there that are none of ours.
 */
export function envelopeBundle(bytes: Uint8Array): Uint8Array | null {
  const read = readJson('envelope', bytes, { maxBytes: MAX_ENVELOPE });
  if (!read.ok) return null;
  const [payload, payloadType, signatures] = ['payload', 'payloadType', 'signatures'].map((key) =>
    mapGet(read.value.root, key),
  );
  if (payload === undefined || payloadType === undefined || signatures === undefined) return null;
  const bundle = {
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    verificationMaterial: { publicKey: {} },
    dsseEnvelope: {
      payload: toPlain(payload),
      payloadType: toPlain(payloadType),
      signatures: seqItems(signatures).map((each) => {
        const sig = mapGet(each, 'sig');
        return { sig: sig === undefined ? '' : toPlain(sig) };
      }),
    },
  };
  return Buffer.from(JSON.stringify(bundle));
}
