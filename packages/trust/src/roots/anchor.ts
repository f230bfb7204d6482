import { X509Certificate, crypto } from '@sigstore/core';

/**
 * A certificate of a trusted root. What is true between two of them stays true, so it is found out once:
 * a chain of P-384 signatures costs more than all else that is verified of a bundle.
 */
export class AnchorCertificate extends X509Certificate {
  readonly #verified = new Map<X509Certificate, boolean>();
  #key: Buffer | undefined;

  override get publicKey(): Buffer {
    this.#key ??= super.publicKey;
    return this.#key;
  }

  override verify(issuer: X509Certificate = this): boolean {
    if (!(issuer instanceof AnchorCertificate)) return super.verify(issuer);
    const known = this.#verified.get(issuer);
    if (known !== undefined) return known;
    const verified = super.verify(issuer);
    this.#verified.set(issuer, verified);
    return verified;
  }
}

/** A public key of a log, SPKI or, for RSA, PKCS#1 (as `keyDetails` says). */
export function logKey(der: Buffer, details: string): crypto.KeyObject {
  return crypto.createPublicKey(der, details.includes('PKCS1_RSA') ? 'pkcs1' : 'spki');
}
