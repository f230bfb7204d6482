import { err, ok, sha256Hex, usageFault, type Fault, type Result } from '@plumbline/core';
import {
  openTrust,
  parseManifest,
  PIPELINE_PREDICATE,
  readManifestFile,
  type Manifest,
} from '@plumbline/records';
import type { Ports } from '@plumbline/step';
import { verifyBundle, type PublicKey, type TrustedKeys } from '@plumbline/trust';
import type { Draft } from './draft.js';

/** The manifest that a new one follows. */
export interface Previous {
  readonly manifest: Manifest;
  readonly statementSha256: string;
  readonly bundleSha256: string;
  readonly keyFingerprint: string;
  /** A certificate signed it: the key was used once. */
  readonly isKeyless: boolean;
}

/**
 * Reads the manifest that is there, or null. It must be signed by this key or one that the policy trusts:
 * the serial of anybody else's could be anything.
 */
export function readPrevious(
  draft: Draft,
  own: PublicKey | null,
  ports: Ports,
): Result<Previous | null, Fault> {
  const { inputs, target, loaded, now } = draft;
  const place = { target, path: inputs.manifest, atRevision: inputs.rev !== null };
  const bytes = readManifestFile(place, ports);
  if (!bytes.ok || bytes.value === null) return bytes.ok ? ok(null) : bytes;
  const named = openTrust(loaded.policy, target);
  if (!named.ok) return named;
  const verified = verifyBundle(bytes.value, {
    ...named.value,
    keys: withOwn(named.value.keys, own),
    now,
    predicateType: PIPELINE_PREDICATE,
  });
  if (!verified.ok) return err(unusable(inputs.manifest, verified.error.message));
  const manifest = parseManifest(verified.value.bytes);
  if (!manifest.ok) return err(unusable(inputs.manifest, manifest.error));
  return ok({
    manifest: manifest.value,
    statementSha256: sha256Hex(verified.value.bytes),
    bundleSha256: sha256Hex(bytes.value),
    keyFingerprint: verified.value.keyFingerprint,
    isKeyless: verified.value.certificate !== null,
  });
}

/** A revoked or expired key of the policy stays so, even if it is the one that signs now. */
function withOwn(named: TrustedKeys, own: PublicKey | null): TrustedKeys {
  if (own === null) return named;
  const isNamed = Object.values(named).some((key) => key.publicKey.fingerprint === own.fingerprint);
  const free = { publicKey: own, notBefore: null, notAfter: null, revoked: false };
  return isNamed ? named : { ...named, 'the signing key': free };
}

function unusable(path: string, why: string): Fault {
  return usageFault(
    'MANIFEST_PREVIOUS',
    `the manifest at ${path} cannot be continued: ${why}`,
    'name the key that signed it under trust: in .plumbline.yaml, or remove the file and raise verify.minSerial',
  );
}
