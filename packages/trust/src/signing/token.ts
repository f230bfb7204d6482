import {
  err,
  mapGet,
  ok,
  readJson,
  stringOf,
  usageFault,
  type Fault,
  type Result,
} from '@plumbline/core';

/** What is used of an identity token (OpenID Connect). It is ours: nobody's word is taken here. */
export interface IdentityToken {
  /** Given to the certificate authority alone; in no message. */
  readonly text: string;
  /** What the certificate authority wants to see signed (Fulcio, proof of possession). */
  readonly subject: string;
  /** `public`, `private` or `internal` on GitHub; null elsewhere. */
  readonly visibility: string | null;
}

/** Reads an identity token (RFC 7519, compact form). */
export function readIdentityToken(text: string): Result<IdentityToken, Fault> {
  const [, payload] = /^[\w-]+\.([\w-]+)\.[\w-]+$/.exec(text.trim()) ?? [];
  if (payload === undefined) return err(unreadable());
  const claims = readJson('identity token', Buffer.from(payload, 'base64url'));
  if (!claims.ok) return err(unreadable());
  const claim = (name: string) => stringOf(mapGet(claims.value.root, name));
  const subject = claim('email') ?? claim('sub');
  return subject === undefined
    ? err(unreadable())
    : ok({ text: text.trim(), subject, visibility: claim('repository_visibility') ?? null });
}

function unreadable(): Fault {
  return usageFault(
    'IDENTITY_TOKEN',
    'the identity token cannot be read; expected a JSON Web Token',
  );
}
