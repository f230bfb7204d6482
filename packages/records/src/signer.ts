import { err, ok, sha256Hex, usageFault, type Fault, type Result } from '@plumbline/core';
import type { Policy, Ports, Target } from '@plumbline/step';
import {
  isEncryptedKey,
  keylessSigner,
  keySigner,
  PUBLIC_SERVICES,
  readIdentityToken,
  readPrivateKey,
  readSigningConfig,
  type PrivateKey,
  type Signer,
  type Witnesses,
} from '@plumbline/trust';

/** Where it is signed: the policy says with which services. */
export interface SigningPlace {
  readonly policy: Policy;
  readonly target: Target;
}

/** Opens what the input `key` names: PEM text, the path of a file, or `keyless`. */
export async function openSigner(
  key: string,
  place: SigningPlace,
  ports: Ports,
): Promise<Result<Signer, Fault>> {
  const own = ownWitnesses(place, ports);
  if (!own.ok) return own;
  if (key === 'keyless') return openKeyless(own.value, place, ports);
  const opened = await openPrivateKey(key, ports);
  return opened.ok ? ok(keySigner(opened.value, own.value)) : opened;
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

/** How cosign names keys that are no files: `awskms://`, `gcpkms://`, `azurekms://`, `hashivault://`, `k8s://`, `pkcs11:`. */
const KEY_SERVICE = /^([a-z][a-z0-9]*(?=:\/\/)|pkcs11(?=:))/;

function readKey(key: string, ports: Ports): Result<Uint8Array, Fault> {
  if (key.includes('-----BEGIN')) return ok(new TextEncoder().encode(key));
  const service = KEY_SERVICE.exec(key)?.[1];
  if (key === 'keyless' || service !== undefined) {
    const what = service === undefined ? 'without a key' : `with a key service (${service})`;
    return err(
      usageFault(
        'KEY_KIND',
        `this cannot be signed ${what}; expected a key file`,
        'plumbline keygen',
      ),
    );
  }
  return ports.readFile(key);
}

/** The services of the instance that the policy names; null: it names none. */
function ownWitnesses(
  { policy, target }: SigningPlace,
  { post, now }: Ports,
): Result<Witnesses | null, Fault> {
  const { config } = policy.trust.signing;
  if (config === null) return ok(null);
  const bytes = target.tree.read(config.file);
  if (!bytes.ok) return bytes;
  if (sha256Hex(bytes.value) !== config.sha256) {
    return err(
      usageFault('SIGNING_CONFIG', `${config.file} does not have the digest of the policy`),
    );
  }
  const services = readSigningConfig(bytes.value, now());
  return services.ok ? ok({ services: services.value, post }) : services;
}

async function openKeyless(
  own: Witnesses | null,
  { policy }: SigningPlace,
  ports: Ports,
): Promise<Result<Signer, Fault>> {
  const text = await ports.identityToken('sigstore');
  if (!text.ok) return text;
  const token = readIdentityToken(text.value);
  if (!token.ok) return token;
  const isSecret = token.value.visibility !== 'public';
  if (own === null && isSecret && policy.trust.signing.publicLog === 'refuse') {
    return err(publicLogRefused());
  }
  const witnesses = own ?? { services: PUBLIC_SERVICES, post: ports.post };
  return keylessSigner(token.value, witnesses, ports.now);
}

function publicLogRefused(): Fault {
  return usageFault(
    'KEYLESS_PRIVATE',
    'a keyless signature names its repository in a public log, and this one is not known to be public',
    'trust: { signing: { config: … } } names an instance of your own; trust: { signing: { publicLog: accept } } accepts it',
  );
}
