import { err, ok, usageFault, type Fault, type Result } from '@plumbline/core';
import type { SigningServices } from './config.js';
import { sealStatement, writeBundle, type Verifier } from './envelope.js';
import { certifyKey, type CertifiedKey } from './fulcio.js';
import { gatherProofs } from './proofs.js';
import type { Signer, Witnesses } from './signer.js';
import type { IdentityToken } from './token.js';

/** A certificate with less time left than this is not used again: its signature still has to be witnessed. */
const REST_MS = 60_000;

/**
 * Signs as whom an identity token names, with a key that is certified for some minutes and never written down.
 * An instance that proves no time of signing is refused: its signatures would count for nothing.
 */
export function keylessSigner(
  token: IdentityToken,
  { services, post }: Witnesses,
  now: () => Date,
): Result<Signer, Fault> {
  const { authority } = services;
  const provesTime =
    services.timestamps.length > 0 || services.logs.some(({ version }) => version === 1);
  if (authority === null || !provesTime) {
    return err(usageFault('SIGNING_CONFIG', missing(services)));
  }
  let certified: CertifiedKey | null = null;
  const sign: Signer['sign'] = async (statement) => {
    if (certified === null || isEnding(certified, now())) {
      const fresh = await certifyKey(token, authority, post);
      if (!fresh.ok) return fresh;
      certified = fresh.value;
    }
    return signWith(statement, certified, { services, post });
  };
  return ok({ who: token.subject, publicKey: null, sign });
}

function missing({ authority }: SigningServices): string {
  const what = authority === null ? 'certificate authority' : 'timestamp authority';
  return `the signing config names no ${what} that counts now`;
}

function isEnding({ certificate }: CertifiedKey, now: Date): boolean {
  return certificate.validToDate.getTime() - now.getTime() < REST_MS;
}

async function signWith(
  statement: Uint8Array,
  { key, certificate }: CertifiedKey,
  witnesses: Witnesses,
): Promise<Result<Uint8Array, Fault>> {
  const { raw: der } = certificate;
  const verifier: Verifier = { kind: 'certificate', der, pem: certificate.toString() };
  const envelope = sealStatement(statement, { key, verifier });
  if (!envelope.ok) return envelope;
  const proofs = await gatherProofs(envelope.value, witnesses.services, witnesses.post);
  if (!proofs.ok) return proofs;
  const material = { certificate: { rawBytes: der.toString('base64') } };
  return ok(writeBundle(envelope.value, material, proofs.value));
}
