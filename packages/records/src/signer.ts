import { err, ok, usageFault, type Fault, type Result } from '@plumbline/core';
import type { Ports } from '@plumbline/step';
import { isEncryptedKey, readPrivateKey, type PrivateKey } from '@plumbline/trust';

/**
 * Opens the key that the input `key` names: PEM text, or the path of a file.
 * The password of an encrypted key comes from the environment or the terminal.
 */
export async function openSigner(key: string, ports: Ports): Promise<Result<PrivateKey, Fault>> {
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
