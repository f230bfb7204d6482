import { err, ok, type Fault, type Result } from '@plumbline/core';
import {
  openTrust,
  type Authenticate,
  type RefusedRecord,
  type SignerIdentity,
} from '@plumbline/records';
import type { Policy, Target } from '@plumbline/step';
import {
  peekSigner,
  verifyBundle,
  type PeekedSigner,
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
    const { bytes, statement, signer, certificate, signedAt } = verified.value;
    const identity = identityOf(verified.value);
    return ok({ bytes, statement, signer: { name: signer, identity, certificate }, signedAt });
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

function refusal(
  { kind, code, message }: VerifyFailure,
  bundle: Uint8Array,
): Pick<RefusedRecord, 'standing' | 'reason' | 'signer'> {
  const peeked = peekSigner(bundle);
  const signer = peeked.ok ? signerOf(peeked.value) : null;
  // The signature was verified before the name was asked for: of a key it can only be with the key.
  if (code === 'IDENTITY_UNKNOWN') {
    return { standing: 'untrusted', reason: 'authentic, not trusted', signer };
  }
  if (code === 'KEY_UNKNOWN') return { standing: 'untrusted', reason: message, signer };
  return { standing: kind === 'undecidable' ? 'undecided' : 'bad', reason: message, signer };
}

function signerOf({ key, issuer, identity }: PeekedSigner): SignerIdentity {
  return { key, issuer, identity };
}
