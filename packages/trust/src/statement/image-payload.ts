import { object, ok, oneOf, optional, text, type Result } from '@plumbline/core';
import { readStrictJson } from '../strict-json.js';
import { anyPredicate, MAX_STATEMENT_BYTES, STATEMENT_V1, type Statement } from './statement.js';

/** What `cosign sign` writes since version 3, and `cosign verify` looks for: a statement that says nothing of an image. */
export const IMAGE_SIGNATURE_PREDICATE = 'https://sigstore.dev/cosign/sign/v1';

/** What `cosign sign` signed before (cosign, specs/SIGNATURE_SPEC.md; containers/image, atomic-signature). */
const PAYLOAD = object({
  critical: object({
    identity: object({ 'docker-reference': text() }),
    image: object({
      'docker-manifest-digest': text({
        expected: 'the SHA-256 of a manifest',
        pattern: /^sha256:[0-9a-f]{64}$/,
      }),
    }),
    type: oneOf('cosign container image signature'),
  }),
  optional: optional(anyPredicate, null),
});

/** Reads the signed text about an image as the statement that it would be today: its subject is that image under that name. */
export function parseImagePayload(bytes: Uint8Array): Result<Statement, string> {
  const form = { name: 'image signature', maxBytes: MAX_STATEMENT_BYTES };
  const read = readStrictJson(bytes, { ...form, shape: PAYLOAD });
  const predicate = readStrictJson(bytes, { ...form, shape: anyPredicate });
  if (!read.ok) return read;
  if (!predicate.ok) return predicate;
  const { identity, image } = read.value.critical;
  const sha256 = image['docker-manifest-digest'].slice('sha256:'.length);
  return ok({
    type: STATEMENT_V1,
    subjects: [{ name: identity['docker-reference'], uri: null, digest: { sha256 } }],
    predicateType: IMAGE_SIGNATURE_PREDICATE,
    predicate: predicate.value,
  });
}
