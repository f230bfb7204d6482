import { object, optional, refined, text, type ValueOf } from '@plumbline/core';

/** The shape of who has signed a record: a key, or an identity with its issuer. */
export const signerShape = refined(
  object({
    key: optional(text({ expected: 'a fingerprint', pattern: /^sha256:[0-9a-f]{64}$/ }), null),
    issuer: optional(text(), null),
    identity: optional(text(), null),
  }),
  {
    expected: 'a key, or an issuer and an identity',
    accepts: ({ key, issuer, identity }) =>
      key === null ? issuer !== null && identity !== null : issuer === null && identity === null,
  },
);

/** Who has signed a record, as its bundle says: the SHA-256 of a key (SPKI), or the subject of a certificate. */
export type SignerIdentity = ValueOf<typeof signerShape>;
