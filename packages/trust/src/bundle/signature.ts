import { bundleFromJSON } from '@sigstore/bundle';
import { toSignedEntity, toTrustMaterial, VerificationError, Verifier } from '@sigstore/verify';
import type { PublicKey } from '../keys/public-key.js';
import { BUNDLE_MEDIA_TYPE, PAYLOAD_TYPE, type KeyedBundle } from './keyed-bundle.js';

const NO_THRESHOLDS = { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 0 };
const NO_ROOTS = {
  mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
  tlogs: [],
  ctlogs: [],
  certificateAuthorities: [],
  timestampAuthorities: [],
};

/**
 * Whether the key has signed the payload. The bundle is built again from the few fields that were read,
 * so that the library sees no certificate (with which thresholds of 0 would skip the chain) and no policy.
 */
export function hasSigned(bundle: KeyedBundle, key: PublicKey): boolean {
  const material = toTrustMaterial(NO_ROOTS, () => ({ publicKey: key.key, validFor: () => true }));
  try {
    new Verifier(material, NO_THRESHOLDS).verify(toSignedEntity(rebuild(bundle)));
    return true;
  } catch (error) {
    if (error instanceof VerificationError) return false;
    throw error;
  }
}

function rebuild({ hint, payload, signature }: KeyedBundle) {
  return bundleFromJSON({
    mediaType: BUNDLE_MEDIA_TYPE,
    verificationMaterial: { publicKey: { hint: hint ?? '' } },
    dsseEnvelope: {
      payload: payload.toString('base64'),
      payloadType: PAYLOAD_TYPE,
      signatures: [{ sig: signature.toString('base64') }],
    },
  });
}
