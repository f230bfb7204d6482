import type { ASN1Obj } from '@sigstore/core';
import { err, ok, sha256Hex, type Result } from '@plumbline/core';
import type { Certificate } from '../verification/x509.js';

/** What Fulcio writes into a certificate about who asked for it (Fulcio, docs/oid-info.md), by our names. */
export const CLAIMS = {
  buildSignerUri: 9,
  buildSignerDigest: 10,
  runnerEnvironment: 11,
  sourceRepositoryUri: 12,
  sourceRepositoryDigest: 13,
  sourceRepositoryRef: 14,
  sourceRepositoryId: 15,
  sourceRepositoryOwnerUri: 16,
  sourceRepositoryOwnerId: 17,
  buildConfigUri: 18,
  buildConfigDigest: 19,
  buildTrigger: 20,
  runInvocationUri: 21,
  sourceRepositoryVisibility: 22,
  deploymentEnvironment: 23,
} as const;

export type ClaimName = keyof typeof CLAIMS;

/** The claims that a certificate holds. */
export type Claims = Readonly<Partial<Record<ClaimName, string>>>;

/** Who a certificate says has signed. Believed only after its chain is verified. */
export interface CertificateFacts {
  readonly issuer: string;
  /** The subject alternative name: a URI (workflow) or an email address. */
  readonly san: string;
  readonly claims: Claims;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Lower-case hex of the SHA-256 of the certificate. */
  readonly fingerprint: string;
  /** Name of the trusted root (of the policy) that it chains to. */
  readonly root: string;
}

const FULCIO = '1.3.6.1.4.1.57264.1';
const CODE_SIGNING = '1.3.6.1.5.5.7.3.3';
const EXTENDED_KEY_USAGE = '2.5.29.37';
const SUBJECT_ALT_NAME = '2.5.29.17';
const UTF8_STRING = 0x0c;
const SAN_TAGS = [0x81, 0x86];

/** Extensions by their object identifier: what stands in one is the content of its last part. */
type Extensions = ReadonlyMap<string, ASN1Obj>;

/** Reads a signing certificate: a leaf for code signing (RFC 5280 §4.2.1.12) that names one subject and one issuer. */
export function readCertificate(
  certificate: Certificate,
  root: string,
): Result<CertificateFacts, string> {
  const extensions = readExtensions(certificate);
  if (extensions === null) return err('an extension stands twice in the certificate');
  if (certificate.isCA || !isForCodeSigning(extensions)) {
    return err('the certificate is not one for signing');
  }
  const san = readSan(extensions);
  const issuer = readIssuer(extensions);
  const claims = readClaims(extensions);
  if (san === null) return err('the certificate does not name exactly one subject');
  if (issuer === null || claims === null) return err('a claim of the certificate cannot be read');
  const { notBefore, notAfter, der } = certificate;
  return ok({ issuer, san, claims, notBefore, notAfter, fingerprint: sha256Hex(der), root });
}

function readExtensions({ extensions }: Certificate): Extensions | null {
  const read = new Map<string, ASN1Obj>();
  for (const { subs } of extensions) {
    const [id, content] = [subs[0], subs.at(-1)];
    if (id === undefined || content === undefined || read.has(id.toOID())) return null;
    read.set(id.toOID(), content);
  }
  return read;
}

function isForCodeSigning(extensions: Extensions): boolean {
  const usages = extensions.get(EXTENDED_KEY_USAGE)?.subs[0]?.subs ?? [];
  return usages.some((usage) => usage.toOID() === CODE_SIGNING);
}

function readSan(extensions: Extensions): string | null {
  const names = extensions.get(SUBJECT_ALT_NAME)?.subs[0]?.subs ?? [];
  const [name] = names;
  return names.length === 1 && name !== undefined && SAN_TAGS.includes(name.tag.toDER())
    ? readText(name)
    : null;
}

/** Two extensions name the issuer: .8 as a DER string, .1 as its bare bytes. They may not differ. */
function readIssuer(extensions: Extensions): string | null {
  const bare = extensions.get(`${FULCIO}.1`);
  const encoded = extensions.get(`${FULCIO}.8`);
  const old = bare === undefined ? null : readBytes(bare.value);
  const current = encoded === undefined ? old : readString(encoded);
  return old !== null && old !== current ? null : current;
}

function readClaims(extensions: Extensions): Claims | null {
  const read = Object.entries(CLAIMS).flatMap(([name, number]) => {
    const content = extensions.get(`${FULCIO}.${String(number)}`);
    return content === undefined ? [] : [[name, readString(content)] as const];
  });
  return read.some(([, value]) => value === null) ? null : Object.fromEntries(read);
}

/** The one UTF8String inside an extension. */
function readString({ subs }: ASN1Obj): string | null {
  const [value] = subs;
  return subs.length === 1 && value?.tag.toDER() === UTF8_STRING ? readText(value) : null;
}

function readText({ value, subs }: ASN1Obj): string | null {
  return subs.length === 0 ? readBytes(value) : null;
}

function readBytes(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return text === '' || text.includes('\0') ? null : text;
  } catch {
    return null;
  }
}
