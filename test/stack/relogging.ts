import { createHash, createPublicKey } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import type { Layer } from './attaching.js';

export const CERTIFICATE = 'dev.sigstore.cosign/certificate';
export const ENTRY = 'dev.sigstore.cosign/bundle';
export const TIMESTAMP = 'dev.sigstore.cosign/rfc3161timestamp';
export const SIGNATURE = 'dev.cosignproject.cosign/signature';

/** The kinds of entries that cosign has written, and `intoto` 0.0.2, which other clients have. */
export type EntryKind = 'dsse' | 'intoto 0.0.1' | 'intoto 0.0.2' | 'hashedrekord';

interface Envelope {
  readonly payload: string;
  readonly payloadType: string;
  readonly signatures: readonly { readonly sig: string }[];
}

export const envelopeOf = ({ content }: Layer): Envelope => JSON.parse(content) as Envelope;

const base64 = (text: string | Uint8Array): string => Buffer.from(text).toString('base64');
const sha256 = (text: string | Uint8Array): Buffer => createHash('sha256').update(text).digest();
const hash = (text: string): object => ({
  algorithm: 'sha256',
  value: sha256(text).toString('hex'),
});

/** What Rekor v1 is asked to log (rekor, pkg/types). */
const PROPOSED: Readonly<Record<EntryKind, (layer: Layer, pem: string) => object>> = {
  dsse: ({ content }, pem) => ({
    proposedContent: { envelope: content, verifiers: [base64(pem)] },
  }),
  'intoto 0.0.1': ({ content }, pem) => ({
    content: { envelope: content },
    publicKey: base64(pem),
  }),
  'intoto 0.0.2': (layer, pem) => {
    const { payload, payloadType, signatures } = envelopeOf(layer);
    const signed = signatures.map(({ sig }) => ({ sig: base64(sig), publicKey: base64(pem) }));
    const envelope = { payload: base64(payload), payloadType, signatures: signed };
    return { content: { envelope, hash: hash(layer.content) } };
  },
  hashedrekord: ({ content, annotations }, pem) => ({
    data: { hash: hash(content) },
    signature: { content: annotations[SIGNATURE], publicKey: { content: base64(pem) } },
  }),
};

interface LogAnswer {
  readonly body: string;
  readonly integratedTime: number;
  readonly logIndex: number;
  readonly logID: string;
  readonly verification: { readonly signedEntryTimestamp: string };
}

/** Has Rekor v1 log a layer as a kind of entry, by its certificate or another key that fits; annotated as cosign does. */
export async function relogged(
  layer: Layer,
  { kind, rekor, pem }: { readonly kind: EntryKind; readonly rekor: string; readonly pem?: string },
): Promise<Layer> {
  const [name, apiVersion = '0.0.1'] = kind.split(' ');
  const spec = PROPOSED[kind](layer, pem ?? layer.annotations[CERTIFICATE] ?? '');
  const response = await fetch(`${rekor}/api/v1/log/entries`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ kind: name, apiVersion, spec }),
  });
  const answer = (await response.json()) as Record<string, LogAnswer>;
  const [entry] = Object.values(answer);
  if (response.status !== 201 || entry === undefined) throw new Error(JSON.stringify(answer));
  const { verification, body, integratedTime, logIndex, logID } = entry;
  const annotation = JSON.stringify({
    SignedEntryTimestamp: verification.signedEntryTimestamp,
    Payload: { body, integratedTime, logIndex, logID },
  });
  return { ...layer, annotations: { ...layer.annotations, [ENTRY]: annotation } };
}

/** A TimeStampReq (RFC 3161 §2.4.1) up to its digest. */
const REQUEST = Buffer.from('30360201013031300d060960864801650304020105000420', 'hex');

/** Has the authority timestamp bytes; annotated as cosign does. */
export async function stamped(layer: Layer, bytes: string, tsa: string): Promise<Layer> {
  const response = await fetch(tsa, {
    method: 'POST',
    headers: { 'content-type': 'application/timestamp-query' },
    body: Buffer.concat([REQUEST, sha256(bytes)]),
  });
  const reply = Buffer.from(await response.arrayBuffer());
  const annotation = JSON.stringify({ SignedRFC3161Timestamp: base64(reply) });
  return { ...layer, annotations: { ...layer.annotations, [TIMESTAMP]: annotation } };
}

/** Another key by which the signature of a layer verifies (SEC 1 §4.1.6): whoever sees a signature can make one. */
export function fittingKey(layer: Layer): string {
  const { signature, signed } = signedPart(layer);
  const own = createPublicKey(layer.annotations[CERTIFICATE] ?? '').export({ format: 'jwk' });
  const points = [0, 1].map((bit) =>
    p256.Signature.fromBytes(signature, 'der')
      .addRecoveryBit(bit)
      .recoverPublicKey(sha256(signed))
      .toAffine(),
  );
  const coordinate = (value: bigint): string =>
    Buffer.from(value.toString(16).padStart(64, '0'), 'hex').toString('base64url');
  const keys = points.map(({ x, y }) => ({ x: coordinate(x), y: coordinate(y) }));
  const other = keys.find(({ x, y }) => x !== own.x || y !== own.y);
  if (other === undefined) throw new Error('only its own key fits');
  const key = createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', ...other } });
  return key.export({ format: 'pem', type: 'spki' }).toString();
}

function signedPart(layer: Layer): { readonly signature: Buffer; readonly signed: Buffer } {
  const beside = layer.annotations[SIGNATURE] ?? '';
  if (beside !== '') {
    return { signature: Buffer.from(beside, 'base64'), signed: Buffer.from(layer.content) };
  }
  const { payload, payloadType, signatures } = envelopeOf(layer);
  const content = Buffer.from(payload, 'base64');
  const head = `DSSEv1 ${String(payloadType.length)} ${payloadType} ${String(content.length)} `;
  return {
    signature: Buffer.from(signatures[0]?.sig ?? '', 'base64'),
    signed: Buffer.concat([Buffer.from(head), content]),
  };
}
