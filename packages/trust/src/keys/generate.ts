import { generateKeyPairSync } from 'node:crypto';
import { writePem } from './pem.js';
import { seal } from './sealed-box.js';

/** PEM texts of a new key pair. */
export interface KeyPairPem {
  readonly privateKey: string;
  readonly publicKey: string;
}

/** How the private half is kept: encrypted as cosign does, or, when asked for, as plain PKCS#8. */
export type KeyProtection = { readonly password: string } | 'unencrypted';

/** A new P-256 key pair, which cosign reads too. */
export function generateKeyPair(protection: KeyProtection): KeyPairPem {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' });
  return {
    privateKey:
      protection === 'unencrypted'
        ? writePem({ label: 'PRIVATE KEY', content: pkcs8 })
        : writePem({
            label: 'ENCRYPTED SIGSTORE PRIVATE KEY',
            content: seal(pkcs8, protection.password),
          }),
    publicKey: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
  };
}
