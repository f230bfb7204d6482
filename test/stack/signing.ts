import { ok, readJson, sha256Hex, toPlain, type Fault, type Result } from '@plumbline/core';
import {
  generateKeyPair,
  keylessSigner,
  keySigner,
  loadTrust,
  readIdentityToken,
  readPrivateKey,
  readSigningConfig,
  type Signer,
  type Trust,
} from '@plumbline/trust';
import { portsOf } from '../support/ports.js';
import type { Instance } from './instance.js';
import { SAN } from './issuer.js';

/** A bundle, loosely: tests change what they like of it. */
export interface BundleJson {
  mediaType: string;
  verificationMaterial: {
    certificate?: { rawBytes: string };
    publicKey?: { hint: string };
    tlogEntries: Record<string, unknown>[] & { logId: { keyId: string } }[];
    timestampVerificationData: { rfc3161Timestamps: { signedTimestamp: string }[] };
  };
  dsseEnvelope: { payload: string; payloadType: string; signatures: { sig: string }[] };
}

const { post } = portsOf();

export function get<T>(result: Result<T, Fault>): T {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value;
}

export function statementOf(content: string, predicate: unknown = {}): Buffer {
  return Buffer.from(
    JSON.stringify({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: 'artifact', digest: { sha256: sha256Hex(Buffer.from(content)) } }],
      predicateType: 'https://slsa.dev/provenance/v1',
      predicate,
    }),
  );
}

/** Who can sign with the services of an instance, and a key that nobody else has. */
export function signersOf({ signingConfig, issuer }: Instance) {
  const services = get(readSigningConfig(Buffer.from(signingConfig.text), new Date()));
  const pair = generateKeyPair('unencrypted');
  const key = get(readPrivateKey(Buffer.from(pair.privateKey), null));
  const keyless = (change?: Readonly<Record<string, unknown>>): Signer =>
    get(
      keylessSigner(
        get(readIdentityToken(issuer.token(change))),
        { services, post },
        () => new Date(),
      ),
    );
  return { pair, keyless, witnessed: keySigner(key, { services, post }), bare: keySigner(key) };
}

export async function signed(signer: Signer, statement: Uint8Array): Promise<BundleJson> {
  const bundle = get(await signer.sign(statement));
  const read = readJson('bundle', bundle, { maxBytes: 1 << 24 });
  if (!read.ok) throw new Error('not JSON');
  return toPlain(read.value.root) as unknown as BundleJson;
}

/** A policy that trusts the key and the workflow of an instance's tokens. */
export function trustOf(
  root: Readonly<Record<string, unknown>>,
  pem: string,
  { url }: { readonly url: string },
): Trust {
  const bytes = Buffer.from(JSON.stringify(root));
  return get(
    loadTrust(
      {
        roots: { own: { file: 'root.json', sha256: sha256Hex(bytes) } },
        keys: { gate: { pem, notBefore: null, notAfter: null, revoked: false } },
        identities: {
          release: {
            issuer: url,
            san: SAN.replace('v1', 'v*'),
            root: null,
            claims: { sourceRepositoryId: '1001', runnerEnvironment: 'github-hosted' },
          },
        },
      },
      () => ok(bytes),
    ),
  );
}
