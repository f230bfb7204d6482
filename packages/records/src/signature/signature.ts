import { object } from '@plumbline/core';
import { IMAGE_SIGNATURE_PREDICATE } from '@plumbline/trust';
import { recordFormat } from '../statement/format.js';

/** What cosign 3 writes, and looks for: a statement that says nothing of an image. */
export const imageSignature = recordFormat(IMAGE_SIGNATURE_PREDICATE, object({}));
