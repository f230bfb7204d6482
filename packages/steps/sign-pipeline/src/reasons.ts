import { compareManifest } from '@plumbline/records';
import type { PublicKey } from '@plumbline/trust';
import type { Draft } from './draft.js';
import type { Previous } from './previous.js';

/** Why a new manifest is needed: one that differs in nothing else is left alone, since signatures differ each time. */
export interface Reason {
  readonly message: string;
  /** The path or reference that it is about. */
  readonly subject: string;
}

/** A signature with less time left than this, or than half its validity, is renewed. */
const RENEW_MS = 14 * 86_400_000;

export function whyToSign(
  draft: Draft,
  previous: Previous | null,
  own: PublicKey | null,
): readonly Reason[] {
  const subject = draft.inputs.manifest;
  if (previous === null) return [{ message: 'there is no signed manifest', subject }];
  return [...contentReasons(draft, previous), ...termReasons(draft, previous, own)];
}

function contentReasons({ measured }: Draft, { manifest }: Previous): readonly Reason[] {
  const { missing, extra, changed } = compareManifest(manifest, measured);
  return [
    ...missing.map(({ name }) => ({ message: `${name} is no longer there`, subject: name })),
    ...extra.map(({ name }) => ({ message: `${name} is new`, subject: name })),
    ...changed.map(({ name }) => ({ message: `${name} has changed`, subject: name })),
  ];
}

function termReasons(draft: Draft, previous: Previous, own: PublicKey | null): readonly Reason[] {
  const { manifest } = previous;
  const left = manifest.expiresAt.getTime() - draft.now.getTime();
  const renewal = Math.min(RENEW_MS, draft.inputs['valid-for'] / 2);
  const minSerial = draft.loaded.policy.verify.minSerial ?? 0;
  const terms: readonly (readonly [boolean, string])[] = [
    [left < renewal, `it ends on ${manifest.expiresAt.toISOString().slice(0, 10)}`],
    [manifest.refClass !== draft.refClass, `it was made for refs of kind ${manifest.refClass}`],
    [!isOfSame(previous, own), 'another signer has signed it'],
    [manifest.serial < minSerial, `the policy asks for serial ${String(minSerial)}`],
  ];
  const subject = draft.inputs.manifest;
  return terms.filter(([holds]) => holds).map(([, message]) => ({ message, subject }));
}

/** Keyless signatures have a key each: that the policy trusts the signer of the last one is enough. */
function isOfSame({ keyFingerprint, isKeyless }: Previous, own: PublicKey | null): boolean {
  return own === null ? isKeyless : keyFingerprint === own.fingerprint;
}
