// Verifies every bundle of a folder in one process, with Plumbline (`ours`) or with sigstore's library alone (`library`).
// Usage: node verify-bundles.mjs ours|library FOLDER [ROUNDS]; prints the peak memory (kB) and the bundles per round.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [, , how, folder, rounds = '1'] = process.argv;
const root = readFileSync(join(folder, 'root.json'));
const names = readdirSync(folder).filter((name) => name.startsWith('bundle-'));
const { issuer, san } = JSON.parse(readFileSync(join(folder, 'identity.json'), 'utf8'));

const ours = async () => {
  const { createHash } = await import('node:crypto');
  const { loadTrust, verifyBundle } = await import('../../packages/trust/lib/index.js');
  const roots = {
    own: { file: 'root.json', sha256: createHash('sha256').update(root).digest('hex') },
  };
  const identities = { release: { issuer, san, root: null, claims: {} } };
  const trust = loadTrust({ roots, keys: {}, identities }, () => ({ ok: true, value: root })).value;
  const now = new Date();
  return (bytes) => verifyBundle(bytes, { ...trust, now }).ok;
};

const library = async () => {
  const { bundleFromJSON } = await import('@sigstore/bundle');
  const { TrustedRoot } = await import('@sigstore/protobuf-specs');
  const { toSignedEntity, toTrustMaterial, Verifier } = await import('@sigstore/verify');
  const material = toTrustMaterial(TrustedRoot.fromJSON(JSON.parse(root)));
  const verifier = new Verifier(material, { ctlogThreshold: 0 });
  const escaped = san.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const policy = { subjectAlternativeName: new RegExp(`^${escaped}$`), extensions: { issuer } };
  return (bytes) => {
    verifier.verify(toSignedEntity(bundleFromJSON(JSON.parse(bytes))), policy);
    return true;
  };
};

const verify = await { ours, library }[how]();
for (let round = 0; round < Number(rounds); round += 1) {
  for (const name of names) {
    if (!verify(readFileSync(join(folder, name)))) throw new Error(`${name} is not accepted`);
  }
}
console.log(`${process.resourceUsage().maxRSS} kB, ${names.length} bundles`);
