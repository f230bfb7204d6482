import { verify, type KeyObject } from 'node:crypto';
import { ASN1Obj, crypto, EXTENSION_OID_SCT, X509Certificate } from '@sigstore/core';

/**
 * A certificate that keeps its bytes. The library encodes a certificate anew whenever it compares, copies or verifies
 * one, and verifies the authorities of a root each time: that took more time than all else in a bundle.
 */
export class Certificate extends X509Certificate {
  readonly der: Buffer;
  /** By whom this certificate is signed, of those that were asked for; a leaf is asked about once. */
  readonly #signers = new WeakMap<X509Certificate, boolean>();
  #spki: Buffer | undefined;
  #key: KeyObject | undefined;

  constructor(der: Buffer) {
    const copy = Buffer.from(der);
    super(ASN1Obj.parseBuffer(copy));
    this.der = copy;
  }

  override get publicKey(): Buffer {
    this.#spki ??= super.publicKey;
    return this.#spki;
  }

  override verify(issuer: X509Certificate = this): boolean {
    if (!(issuer instanceof Certificate)) return super.verify(issuer);
    const known = this.#signers.get(issuer);
    if (known !== undefined) return known;
    const verified = this.#isSignedBy(issuer);
    this.#signers.set(issuer, verified);
    return verified;
  }

  override equals(other: X509Certificate): boolean {
    return other instanceof Certificate ? this.der.equals(other.der) : super.equals(other);
  }

  /** The library cuts promises of logs out of its copy; where there are none, it changes nothing. */
  override clone(): X509Certificate {
    return this.extension(EXTENSION_OID_SCT) === undefined ? this : new Certificate(this.der);
  }

  #isSignedBy(issuer: Certificate): boolean {
    issuer.#key ??= crypto.createPublicKey(issuer.publicKey);
    try {
      return verify(
        this.signatureAlgorithm,
        signedPart(this.der),
        issuer.#key,
        this.signatureValue,
      );
    } catch {
      return false;
    }
  }
}

/** The bytes of the first element inside the outermost one: what an authority has signed (RFC 5280 §4.1.1.3). */
function signedPart(der: Buffer): Buffer {
  const start = headerLength(der, 0);
  return der.subarray(start, start + headerLength(der, start) + contentLength(der, start));
}

function headerLength(der: Buffer, at: number): number {
  const length = der[at + 1] ?? 0;
  return length < 0x80 ? 2 : 2 + (length & 0x7f);
}

function contentLength(der: Buffer, at: number): number {
  const length = der[at + 1] ?? 0;
  return length < 0x80 ? length : der.readUIntBE(at + 2, length & 0x7f);
}

/** A public key of a log, SPKI or, for RSA, PKCS#1 (as `keyDetails` says). */
export function logKey(der: Buffer, details: string): KeyObject {
  return crypto.createPublicKey(der, details.includes('PKCS1_RSA') ? 'pkcs1' : 'spki');
}
