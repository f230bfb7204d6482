import { err, ok, type Fault, type Result } from '@plumbline/core';
import { openTrust, type Authenticate, type RefusedRecord } from '@plumbline/records';
import type { Policy, Target } from '@plumbline/step';
import {
  peekSigner,
  verifyBundle,
  type Trust,
  type VerifiedSigner,
  type VerifyFailure,
} from '@plumbline/trust';

/** What judges signatures: against the keys, identities and roots of the policy, as of a time. */
export function authenticator(
  policy: Policy,
  target: Target,
  now: Date,
): Result<Authenticate, Fault> {
  const trust = openTrust(policy, target);
  return trust.ok ? ok(judgeWith(trust.value, now)) : trust;
}

function judgeWith(trust: Trust, now: Date): Authenticate {
  return (bundle) => {
    const verified = verifyBundle(bundle, { ...trust, now });
    if (!verified.ok) return err(refusal(verified.error, bundle));
    const { bytes, signer, certificate, signedAt } = verified.value;
    const identity = identityOf(verified.value);
    return ok({ bytes, signer: { name: signer, identity, certificate }, signedAt });
  };
}

/** Whether the policy names anybody. */
export function trustsAnybody({ trust }: Policy): boolean {
  return Object.keys(trust.keys).length + Object.keys(trust.identities).length > 0;
}

function identityOf({ certificate, keyFingerprint }: VerifiedSigner) {
  return certificate === null
    ? { key: `sha256:${keyFingerprint}`, issuer: null, identity: null }
    : { key: null, issuer: certificate.issuer, identity: certificate.san };
}

/** The codes of signatures that may be good, of somebody whom the policy does not name. */
const STRANGERS: readonly VerifyFailure['code'][] = ['KEY_UNKNOWN', 'IDENTITY_UNKNOWN'];

function refusal(
  { kind, code, message }: VerifyFailure,
  bundle: Uint8Array,
): Pick<RefusedRecord, 'standing' | 'reason' | 'signer'> {
  const standing = STRANGERS.includes(code)
    ? 'untrusted'
    : kind === 'undecidable'
      ? 'undecided'
      : 'bad';
  return { standing, reason: message, signer: signerWords(bundle) };
}

/** Who a bundle says has signed it: not believed, but told. */
function signerWords(bundle: Uint8Array): string | null {
  const peeked = peekSigner(bundle);
  if (!peeked.ok) return null;
  const { key, issuer, identity } = peeked.value;
  return key ?? `${identity ?? ''}, vouched for by ${issuer ?? ''}`;
}
