import type { TrustMaterial } from '@sigstore/verify';
import {
  err,
  instant,
  list,
  object,
  ok,
  oneOf,
  text,
  type Result,
  type ValueOf,
} from '@plumbline/core';
import { anyPredicate } from '../statement/statement.js';
import { BASE64, field, readStrictJson } from '../strict-json.js';
import { Certificate, logKey } from '../verification/x509.js';

/** Whose certificates, logs and timestamps count; read from a file of sigstore's TrustedRoot message. */
export type TrustedRoot = Omit<TrustMaterial, 'publicKey'>;

const MEDIA_TYPES = [
  'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
  'application/vnd.dev.sigstore.trustedroot.v0.1+json',
  'application/vnd.dev.sigstore.trustedroot.v0.2+json',
] as const;
const MAX_BYTES = 1024 * 1024;
const END_OF_TIME = new Date(8_640_000_000_000_000);

/** The start is demanded (protobuf-specs, TransparencyLogInstance): without it a key would count since 1970. */
const VALIDITY = object({ start: instant(), end: field(instant()) });

const KEY_DETAILS = oneOf(
  'PKIX_ECDSA_P256_SHA_256',
  'PKIX_ECDSA_P384_SHA_384',
  'PKIX_ECDSA_P521_SHA_512',
  'PKIX_ED25519',
  'PKIX_RSA_PKCS1V15_2048_SHA256',
  'PKIX_RSA_PKCS1V15_3072_SHA256',
  'PKIX_RSA_PKCS1V15_4096_SHA256',
  'PKCS1_RSA_PKCS1V5',
);

/** What people are told; nothing is decided by it. */
const UNUSED = anyPredicate;

const KEY_ID = object({ keyId: BASE64 });

const LOG = object({
  baseUrl: text(),
  hashAlgorithm: oneOf('SHA2_256'),
  publicKey: object({ rawBytes: BASE64, keyDetails: KEY_DETAILS, validFor: VALIDITY }),
  logId: KEY_ID,
  checkpointKeyId: field(KEY_ID),
  operator: field(UNUSED),
});

const AUTHORITY = object({
  subject: field(UNUSED),
  uri: field(UNUSED),
  certChain: object({ certificates: list(object({ rawBytes: BASE64 })) }),
  validFor: VALIDITY,
  operator: field(UNUSED),
});

const ROOT = object({
  mediaType: oneOf(...MEDIA_TYPES),
  tlogs: field(list(LOG)),
  certificateAuthorities: field(list(AUTHORITY)),
  ctlogs: field(list(LOG)),
  timestampAuthorities: field(list(AUTHORITY)),
});

/** Reads a trusted root strictly: a key that is not limited in time or not known makes the whole root unusable. */
export function readTrustedRoot(bytes: Uint8Array): Result<TrustedRoot, string> {
  const read = readStrictJson(bytes, { name: 'trusted root', maxBytes: MAX_BYTES, shape: ROOT });
  if (!read.ok) return read;
  const { tlogs, ctlogs, certificateAuthorities, timestampAuthorities } = read.value;
  try {
    return ok({
      tlogs: (tlogs ?? []).map(logOf),
      ctlogs: (ctlogs ?? []).map(logOf),
      certificateAuthorities: (certificateAuthorities ?? []).map(authorityOf),
      timestampAuthorities: (timestampAuthorities ?? []).map(authorityOf),
    });
  } catch {
    return err('trusted root: a key or certificate in it cannot be read');
  }
}

function logOf({ baseUrl, publicKey, logId, checkpointKeyId }: ValueOf<typeof LOG>) {
  const { rawBytes, keyDetails, validFor } = publicKey;
  return {
    baseURL: baseUrl,
    logID: Buffer.from((checkpointKeyId ?? logId).keyId, 'base64'),
    publicKey: logKey(Buffer.from(rawBytes, 'base64'), keyDetails),
    validFor: validityOf(validFor),
  };
}

function authorityOf({ certChain, validFor }: ValueOf<typeof AUTHORITY>) {
  return {
    certChain: certChain.certificates.map(
      ({ rawBytes }) => new Certificate(Buffer.from(rawBytes, 'base64')),
    ),
    validFor: validityOf(validFor),
  };
}

function validityOf({ start, end }: ValueOf<typeof VALIDITY>) {
  return { start: new Date(start), end: end === null ? END_OF_TIME : new Date(end) };
}
