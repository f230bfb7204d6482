import { sign } from 'node:crypto';
import { readJson, toPlain } from '@plumbline/core';
import { generateKeyPair } from '../keys/generate.js';
import { readPrivateKey, type PrivateKey } from '../keys/private-key.js';
import { loadTrustedKeys, type TrustedKeys, type TrustedKeyText } from '../keys/trusted-keys.js';
import { STATEMENT_V1 } from '../statement/statement.js';
import { signStatement } from '../signing/signer.js';

export const NOW = new Date('2026-11-21T12:00:00Z');
export const TYPE = 'https://plumbline.dev/attestation/pipeline/v1';
export const STATEMENT = {
  _type: STATEMENT_V1,
  subject: [{ name: 'ci.yml', digest: { sha256: 'ab'.repeat(32) } }],
  predicateType: TYPE,
  predicate: {},
};
export const OPEN = { notBefore: null, notAfter: null, revoked: false };

function keyPair() {
  const pair = generateKeyPair('unencrypted');
  const read = readPrivateKey(Buffer.from(pair.privateKey), null);
  if (!read.ok) throw new Error(read.error.code);
  return { pem: pair.publicKey, privateKey: read.value };
}

export const ours = keyPair();
export const second = keyPair();
export const attacker = keyPair();

export function trust(texts: Record<string, TrustedKeyText>): TrustedKeys {
  const keys = loadTrustedKeys(texts);
  if (!keys.ok) throw new Error(keys.error.code);
  return keys.value;
}

export const KEYS = trust({
  gate: { ...OPEN, pem: ours.pem },
  build: { ...OPEN, pem: second.pem },
});

export interface Bundle {
  mediaType: string;
  verificationMaterial: Record<string, unknown>;
  dsseEnvelope: { payload: string; payloadType: string; signatures: Record<string, unknown>[] };
}

export function signed(statement: unknown = STATEMENT, key: PrivateKey = ours.privateKey): Bundle {
  const bundle = signStatement(Buffer.from(JSON.stringify(statement)), key);
  if (!bundle.ok) throw new Error(bundle.error.code);
  const read = readJson('bundle', bundle.value);
  if (!read.ok) throw new Error('not JSON');
  return toPlain(read.value.root) as unknown as Bundle;
}

/** A bundle around any payload, signed as given: what `signStatement` refuses to make. */
export function forged(payload: string, payloadType = 'application/vnd.in-toto+json'): Bundle {
  const pae = `DSSEv1 ${String(payloadType.length)} ${payloadType} ${String(Buffer.byteLength(payload))} ${payload}`;
  const bundle = signed();
  bundle.dsseEnvelope.payload = Buffer.from(payload).toString('base64');
  bundle.dsseEnvelope.payloadType = payloadType;
  bundle.dsseEnvelope.signatures = [{ sig: rawSignature(pae).toString('base64') }];
  return bundle;
}

export function rawSignature(message: string, dsaEncoding: 'der' | 'ieee-p1363' = 'der'): Buffer {
  return sign('sha256', Buffer.from(message), { key: ours.privateKey.key, dsaEncoding });
}

export function edited(edit: (bundle: Bundle) => void): Bundle {
  const bundle = signed();
  edit(bundle);
  return bundle;
}

export function withSignature(change: (signature: Buffer) => Buffer): Bundle {
  return edited(({ dsseEnvelope: { signatures } }) => {
    const signature = Buffer.from(String(signatures[0]?.['sig']), 'base64');
    signatures[0] = { sig: change(signature).toString('base64') };
  });
}

export function pae(bundle: Bundle): string {
  const payload = Buffer.from(bundle.dsseEnvelope.payload, 'base64').toString();
  return `DSSEv1 28 application/vnd.in-toto+json ${String(Buffer.byteLength(payload))} ${payload}`;
}

export function bytes(bundle: Bundle | string): Buffer {
  return Buffer.from(typeof bundle === 'string' ? bundle : JSON.stringify(bundle));
}

/** The same signature with n - s in place of s (malleability of ECDSA). */
export function otherHalf(signature: Buffer): Buffer {
  const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
  const length = signature[3] ?? 0;
  const s = BigInt(`0x${signature.subarray(6 + length).toString('hex')}`);
  const body = Buffer.concat([signature.subarray(2, 4 + length), derInteger(order - s)]);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}

function derInteger(value: bigint): Buffer {
  const hex = value.toString(16);
  const digits = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  const sign = (digits[0] ?? 0) >= 0x80 ? Buffer.from([0]) : Buffer.alloc(0);
  return Buffer.concat([Buffer.from([2, digits.length + sign.length]), sign, digits]);
}

export function invalidUtf8(): Bundle {
  const payload = Buffer.from(JSON.stringify(STATEMENT).replace('ci.yml', 'c?.yml'));
  payload[payload.indexOf('?')] = 0xff;
  const head = Buffer.from(`DSSEv1 28 application/vnd.in-toto+json ${String(payload.length)} `);
  const sig = sign('sha256', Buffer.concat([head, payload]), ours.privateKey.key);
  const bundle = signed();
  bundle.dsseEnvelope.payload = payload.toString('base64');
  bundle.dsseEnvelope.signatures = [{ sig: sig.toString('base64') }];
  return bundle;
}
