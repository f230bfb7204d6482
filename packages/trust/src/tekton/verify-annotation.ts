import { mapEntry, mapGet, stringOf, type Location } from '@plumbline/core';
import type { PublicKey } from '../keys/public-key.js';
import { payloadOf, SIGNATURE_ANNOTATION, type PayloadForm, type Undecided } from './payload.js';
import { placeIn, type TektonDocument } from './resource.js';
import { UNFINISHED } from './signable.js';
import { decodeSignature, verifyDigest } from './signature.js';

/** A signature that fits: who made it, and for which forms of the payload. */
export interface GoodSignature {
  readonly status: 'good';
  readonly key: PublicKey;
  readonly form: PayloadForm;
}

export interface NoSignature {
  /** `undecided`: no form fits, and of some the payload cannot be told. */
  readonly status: 'missing' | 'malformed' | 'wrong' | 'undecided';
  readonly reasons: readonly Undecided[];
}

/** What the controller computes. Signatures of tkn count only where they are asked for. */
export const CONTROLLER_FORMS: readonly PayloadForm[] = [
  { era: 'ct-omit', profile: 'controller' },
  { era: 'ct-null', profile: 'controller' },
];

/** What tkn computes of the same resource. */
export const TKN_FORMS: readonly PayloadForm[] = [
  { era: 'ct-omit', profile: 'tkn-v1beta1' },
  { era: 'ct-null', profile: 'tkn-v1beta1' },
];

/** Verifies the annotation `tekton.dev/signature`; good if one of the keys signed one of the forms. */
export function verifyAnnotation(
  document: TektonDocument,
  keys: readonly PublicKey[],
  forms: readonly PayloadForm[] = CONTROLLER_FORMS,
): GoodSignature | NoSignature {
  const text = signatureText(document);
  if (text === undefined) return nothing('missing', 'no signature', annotationPlace(document));
  const signature = decodeSignature(text);
  if (signature === undefined) {
    return nothing('malformed', 'the signature is not base64', annotationPlace(document));
  }
  if (document.unfinished) {
    return nothing('undecided', UNFINISHED, placeIn(document, document.root.span));
  }
  const doubts: Undecided[] = [];
  for (const form of forms) {
    const payload = payloadOf(document, form);
    if (!payload.ok) doubts.push(...payload.error);
    else {
      const { digest, uncovered } = payload.value;
      const key = keys.find((candidate) => verifyDigest(digest, signature, candidate));
      if (key !== undefined && uncovered.length === 0) return { status: 'good', key, form };
      if (key !== undefined) return { status: 'wrong', reasons: uncovered };
    }
  }
  if (doubts.length > 0) return { status: 'undecided', reasons: doubts };
  const reason = 'the signature does not fit: the resource was changed, or another key signed it';
  return nothing('wrong', reason, annotationPlace(document));
}

/** The value of the annotation; nothing where there is none. */
function signatureText({ root }: TektonDocument): string | undefined {
  const annotations = mapGet(mapGet(root, 'metadata'), 'annotations');
  return stringOf(mapGet(annotations, SIGNATURE_ANNOTATION));
}

function annotationPlace(document: TektonDocument): Location {
  const metadata = mapEntry(document.root, 'metadata');
  const annotation = mapEntry(mapGet(metadata?.value, 'annotations'), SIGNATURE_ANNOTATION);
  return placeIn(document, (annotation ?? metadata)?.key.span ?? { start: 0, end: 0 });
}

function nothing(status: NoSignature['status'], reason: string, location: Location): NoSignature {
  return { status, reasons: [{ reason, location }] };
}
