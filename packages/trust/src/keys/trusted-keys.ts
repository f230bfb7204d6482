import { err, ok, parseInstant, usageFault, type Fault, type Result } from '@plumbline/core';
import { isDeniedKey } from './denied-keys.js';
import { readPublicKey, type PublicKey } from './public-key.js';

/** A key as the policy writes it. Times are ISO 8601, a date is its first moment; null: no limit. */
export interface TrustedKeyText {
  readonly pem: string;
  readonly notBefore: string | null;
  readonly notAfter: string | null;
  readonly revoked: boolean;
}

/** A key that the policy trusts. */
export interface TrustedKey {
  readonly publicKey: PublicKey;
  readonly notBefore: Date | null;
  readonly notAfter: Date | null;
  readonly revoked: boolean;
}

/** By name. No two names hold the same key. */
export type TrustedKeys = Readonly<Record<string, TrustedKey>>;

/** Reads the keys of a policy; a fault names the first that cannot be trusted as written. */
export function loadTrustedKeys(
  texts: Readonly<Record<string, TrustedKeyText>>,
): Result<TrustedKeys, Fault> {
  const keys: [string, TrustedKey][] = [];
  for (const [name, written] of Object.entries(texts)) {
    const key = loadKey(written);
    if (!key.ok) return err({ ...key.error, message: `trust.keys.${name}: ${key.error.message}` });
    const twin = keys.find(([, other]) => isSame(other, key.value));
    if (twin !== undefined) {
      return err(usageFault('KEY_NAMED_TWICE', `trust.keys.${name} is the same key as ${twin[0]}`));
    }
    keys.push([name, key.value]);
  }
  return ok(Object.fromEntries(keys));
}

function loadKey(written: TrustedKeyText): Result<TrustedKey, Fault> {
  const publicKey = readPublicKey(written.pem);
  if (!publicKey.ok) return publicKey;
  if (isDeniedKey(publicKey.value.fingerprint)) {
    return err(
      usageFault('KEY_DENIED', 'the private half of this key is published', 'plumbline keygen'),
    );
  }
  const notBefore = readTime(written.notBefore);
  const notAfter = readTime(written.notAfter);
  if (!notBefore.ok) return notBefore;
  if (!notAfter.ok) return notAfter;
  return ok({
    publicKey: publicKey.value,
    notBefore: notBefore.value,
    notAfter: notAfter.value,
    revoked: written.revoked,
  });
}

function readTime(written: string | null): Result<Date | null, Fault> {
  if (written === null) return ok(null);
  const time = parseInstant(written);
  return time === null
    ? err(usageFault('KEY_TIME', `${JSON.stringify(written)} is not an ISO 8601 date or UTC time`))
    : ok(time);
}

function isSame(one: TrustedKey, other: TrustedKey): boolean {
  return one.publicKey.fingerprint === other.publicKey.fingerprint;
}
