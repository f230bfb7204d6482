import { object, optional, text, type ValueOf } from '@plumbline/core';
import { digestSet } from '@plumbline/trust';
import { signerShape, type SignerIdentity } from './signer.js';

/** The media type of what R() is taken of: the payload of the envelope. */
const STATEMENT_MEDIA_TYPE = 'application/vnd.in-toto+json';

/** The shape of an in-toto ResourceDescriptor as our records carry it (in-toto/attestation, spec/v1). */
export const descriptorShape = object({
  name: optional(text(), null),
  uri: optional(text(), null),
  digest: optional(digestSet, null),
  mediaType: optional(text(), null),
  annotations: optional(object({ signer: signerShape }), null),
});

/** Something that a build used: a source, a definition, a function, or a record of the same run. */
export type Descriptor = ValueOf<typeof descriptorShape>;

/** A record that another one names: by R(), the SHA-256 of the signed statement, and by who has signed it. */
export interface RecordLink {
  readonly kind: string;
  readonly sha256: string;
  readonly signer: SignerIdentity;
}

/** A record as a resource of a build. */
export function linkDescriptor({ kind, sha256, signer }: RecordLink): Descriptor {
  return {
    name: kind,
    uri: null,
    digest: { sha256 },
    mediaType: STATEMENT_MEDIA_TYPE,
    annotations: { signer },
  };
}

/** A resource that is no record. */
export function material(of: {
  readonly name?: string;
  readonly uri: string;
  readonly digest: Descriptor['digest'];
}): Descriptor {
  return { name: null, mediaType: null, annotations: null, ...of };
}

/** The records among the resources of a build. */
export function linksOf(resources: readonly Descriptor[]): readonly RecordLink[] {
  return resources.flatMap(({ name, digest, mediaType, annotations }) => {
    const sha256 = digest?.['sha256'];
    if (mediaType !== STATEMENT_MEDIA_TYPE || name === null) return [];
    return annotations === null || sha256 === undefined
      ? []
      : [{ kind: name, sha256, signer: annotations.signer }];
  });
}
