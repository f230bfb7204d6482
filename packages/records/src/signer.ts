import { err, ok, usageFault, type Fault, type Result } from '@plumbline/core';
import type { Ports } from '@plumbline/step';
import {
  isEncryptedKey,
  keySigner,
  readPrivateKey,
  type PrivateKey,
  type Signer,
} from '@plumbline/trust';

/** Opens what the input `key` names: PEM text or the path of a file. */
export async function openSigner(key: string, ports: Ports): Promise<Result<Signer, Fault>> {
  const opened = await openPrivateKey(key, ports);
  return opened.ok ? ok(keySigner(opened.value)) : opened;
}

/** Opens a private key. The password of an encrypted one comes from the environment or the terminal. */
export async function openPrivateKey(
  key: string,
  ports: Ports,
): Promise<Result<PrivateKey, Fault>> {
  const pem = readKey(key, ports);
  if (!pem.ok) return pem;
  if (!isEncryptedKey(pem.value)) return readPrivateKey(pem.value, null);
  const password = await ports.keyPassword();
  return password.ok ? readPrivateKey(pem.value, password.value) : password;
}

function readKey(key: string, ports: Ports): Result<Uint8Array, Fault> {
  if (key.includes('-----BEGIN')) return ok(new TextEncoder().encode(key));
  if (key === 'keyless' || /^[a-z]+:\/\//.test(key)) {
    return err(
      usageFault(
        'KEY_KIND',
        `signing with ${key === 'keyless' ? 'keyless' : 'a key service'} is not in this version; expected a key file`,
        'plumbline keygen',
      ),
    );
  }
  return ports.readFile(key);
}
