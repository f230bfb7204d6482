import { object } from '@plumbline/core';
import { recordFormat } from '../statement/format.js';

/** What `cosign sign` writes since version 3, and `cosign verify` looks for: a statement that says nothing of an image. */
export const IMAGE_SIGNATURE_PREDICATE = 'https://sigstore.dev/cosign/sign/v1';

export const imageSignature = recordFormat(IMAGE_SIGNATURE_PREDICATE, object({}));
