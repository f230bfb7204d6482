import { ok, type Fault, type Result } from '@plumbline/core';
import {
  loadTrustedIdentities,
  type TrustedIdentities,
  type TrustedIdentityText,
} from './identities/identity.js';
import { loadTrustedKeys, type TrustedKeys, type TrustedKeyText } from './keys/trusted-keys.js';
import { loadTrustedRoots, type TrustedRoots, type TrustedRootText } from './roots/load.js';

/** Whose signatures count, as a policy writes it. */
export interface TrustText {
  readonly roots: Readonly<Record<string, TrustedRootText>>;
  readonly keys: Readonly<Record<string, TrustedKeyText>>;
  readonly identities: Readonly<Record<string, TrustedIdentityText>>;
}

/** Whose signatures count; never taken from what is verified. */
export interface Trust {
  readonly keys: TrustedKeys;
  readonly identities: TrustedIdentities;
  readonly roots: TrustedRoots;
}

/** Reads the keys, identities and roots of a policy; a fault names the first that cannot be trusted as written. */
export function loadTrust(
  texts: TrustText,
  readFile: (path: string) => Result<Uint8Array, Fault>,
): Result<Trust, Fault> {
  const roots = loadTrustedRoots(texts.roots, readFile);
  if (!roots.ok) return roots;
  const keys = loadTrustedKeys(texts.keys);
  if (!keys.ok) return keys;
  const identities = loadTrustedIdentities(texts.identities, Object.keys(roots.value));
  return identities.ok
    ? ok({ keys: keys.value, identities: identities.value, roots: roots.value })
    : identities;
}
