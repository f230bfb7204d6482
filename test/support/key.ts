import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateKeyPair, readPublicKey } from '@plumbline/trust';

/** A key pair on disk, made for this run and kept nowhere. */
export interface KeyFiles {
  readonly privatePath: string;
  readonly publicPath: string;
  readonly publicPem: string;
  readonly fingerprint: string;
}

export function createKey(folder: string, name: string): KeyFiles {
  const pair = generateKeyPair('unencrypted');
  const privatePath = join(folder, `${name}.key`);
  const publicPath = join(folder, `${name}.pub`);
  writeFileSync(privatePath, pair.privateKey, { mode: 0o600 });
  writeFileSync(publicPath, pair.publicKey);
  const key = readPublicKey(pair.publicKey);
  if (!key.ok) throw new Error(key.error.message);
  return { privatePath, publicPath, publicPem: pair.publicKey, fingerprint: key.value.fingerprint };
}
