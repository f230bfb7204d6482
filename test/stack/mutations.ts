import type { BundleJson } from './signing.js';

/** A change to a good bundle: what it is, and the reason of its refusal where a certificate or a key has signed. */
export interface Mutation {
  readonly name: string;
  readonly edit: (bundle: BundleJson, other: BundleJson) => void;
  readonly keyless: string;
  /** `accepted`: a key needs neither a log nor a timestamp. */
  readonly keyed: string;
}

function mutation(name: string, edit: Mutation['edit'], ...codes: readonly string[]): Mutation {
  const [keyless = '', keyed = keyless] = codes;
  return { name, edit, keyless, keyed };
}

/** Every change is one of `bundle`; `other` is a good bundle with another content, of another run. */
export const MUTATIONS: readonly Mutation[] = [
  mutation(
    'payload',
    (bundle, other) => (bundle.dsseEnvelope.payload = other.dsseEnvelope.payload),
    'LOG_MISMATCH',
  ),
  mutation('payload type', (b) => (b.dsseEnvelope.payloadType = 'text/plain'), 'PAYLOAD_TYPE'),
  mutation('junk', (bundle) => Object.assign(bundle, { more: 1 }), 'BUNDLE_MALFORMED'),
  mutation(
    'flipped bit of the signature',
    ({ dsseEnvelope: { signatures } }) => (signatures[0] = { sig: flip(signatures[0]?.sig ?? '') }),
    'TIMESTAMP_INVALID',
  ),
  mutation(
    'second signature',
    ({ dsseEnvelope }, other) => dsseEnvelope.signatures.push(...other.dsseEnvelope.signatures),
    'SIGNATURE_COUNT',
  ),
  mutation(
    'no log entry',
    ({ verificationMaterial }) => (verificationMaterial.tlogEntries = []),
    'LOG_MISSING',
    'accepted',
  ),
  mutation(
    'log entry of another signature',
    ({ verificationMaterial }, other) =>
      (verificationMaterial.tlogEntries = other.verificationMaterial.tlogEntries),
    'LOG_MISMATCH',
  ),
  mutation(
    'the same log entry twice',
    ({ verificationMaterial: { tlogEntries } }) => tlogEntries.push(...tlogEntries),
    'LOG_PROOF',
  ),
  mutation(
    'log of another name',
    ({ verificationMaterial: { tlogEntries } }) =>
      Object.assign(tlogEntries[0] ?? {}, { logId: { keyId: 'AAAA' } }),
    'LOG_UNKNOWN',
  ),
  mutation(
    'no timestamp, and a time that nobody signed',
    ({ verificationMaterial }) => {
      verificationMaterial.timestampVerificationData.rfc3161Timestamps = [];
      const integratedTime = String(Math.floor(Date.now() / 1000));
      Object.assign(verificationMaterial.tlogEntries[0] ?? {}, { integratedTime });
    },
    'TIME_MISSING',
    'accepted',
  ),
  mutation(
    'timestamp of another signature',
    ({ verificationMaterial }, other) =>
      (verificationMaterial.timestampVerificationData =
        other.verificationMaterial.timestampVerificationData),
    'TIMESTAMP_INVALID',
  ),
  mutation(
    'certificate of another signature',
    ({ verificationMaterial }, other) => {
      delete verificationMaterial.publicKey;
      const { certificate } = other.verificationMaterial;
      Object.assign(verificationMaterial, { certificate });
    },
    'SIGNATURE_INVALID',
  ),
];

/** The reasons of those changes that have nothing to do with a timestamp authority, where the log is Rekor v1. */
const V1_CODES: Readonly<Record<string, string>> = {
  payload: 'LOG_MISMATCH',
  'no log entry': 'LOG_MISSING',
  'log entry of another signature': 'LOG_MISMATCH',
  'the same log entry twice': 'TIMESTAMP_INVALID',
  'log of another name': 'LOG_UNKNOWN',
};

const entryOf = (bundle: BundleJson): Record<string, unknown> =>
  bundle.verificationMaterial.tlogEntries[0] ?? {};

/** Changes of what an entry of Rekor v1 proves, and of what it is an entry of. */
export const V1_MUTATIONS: readonly Mutation[] = [
  ...MUTATIONS.flatMap((known) => {
    const keyless = V1_CODES[known.name];
    return keyless === undefined ? [] : [{ ...known, keyless }];
  }),
  mutation(
    'another time',
    (bundle) => {
      const entry = entryOf(bundle);
      entry['integratedTime'] = String(Number(entry['integratedTime']) + 1);
    },
    'LOG_PROOF',
  ),
  mutation(
    'no promise of the log',
    (bundle) => delete entryOf(bundle)['inclusionPromise'],
    'TIME_MISSING',
  ),
  ...['inclusionPromise', 'inclusionProof', 'canonicalizedBody'].map((part) =>
    mutation(
      `${part} of another entry`,
      (bundle, other) => (entryOf(bundle)[part] = entryOf(other)[part]),
      'LOG_PROOF',
    ),
  ),
  mutation('no inclusion proof', (bundle) => delete entryOf(bundle)['inclusionProof'], 'LOG_PROOF'),
];

/** The bundle with a change, and the good one as it was. */
export function mutated({ edit }: Mutation, bundle: BundleJson, other: BundleJson): BundleJson {
  const changed = structuredClone(bundle);
  edit(changed, structuredClone(other));
  return changed;
}

function flip(base64: string): string {
  const changed = Buffer.from(base64, 'base64');
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
  return changed.toString('base64');
}
