import { generateKeyPairSync, sign, X509Certificate, type KeyObject } from 'node:crypto';
import {
  err,
  list,
  object,
  ok,
  text,
  undecidableFault,
  type Fault,
  type Post,
  type Result,
} from '@plumbline/core';
import { anyPredicate } from '../statement/statement.js';
import { field, readStrictJson } from '../strict-json.js';
import type { IdentityToken } from './token.js';

/** A key that lives as long as this process, and the certificate that says whose it is. */
export interface CertifiedKey {
  readonly key: KeyObject;
  readonly certificate: X509Certificate;
}

const CHAIN = object({ chain: object({ certificates: list(text()) }) });

const ANSWER = object({
  signedCertificateEmbeddedSct: field(CHAIN),
  signedCertificateDetachedSct: field(
    object({
      chain: object({ certificates: list(text()) }),
      signedCertificateTimestamp: field(anyPredicate),
    }),
  ),
});

const MAX_ANSWER = 256 * 1024;

/** Makes a key and has it certified by Fulcio (API v2, signingCert) for the subject of an identity token. */
export async function certifyKey(
  token: IdentityToken,
  url: string,
  post: Post,
): Promise<Result<CertifiedKey, Fault>> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const request = {
    credentials: { oidcIdentityToken: token.text },
    publicKeyRequest: {
      publicKey: { algorithm: 'ECDSA', content: publicKey.export({ type: 'spki', format: 'pem' }) },
      proofOfPossession: sign('sha256', Buffer.from(token.subject), privateKey).toString('base64'),
    },
  };
  const answer = await post({
    url: `${url.replace(/\/+$/, '')}/api/v2/signingCert`,
    service: 'the certificate authority',
    contentType: 'application/json',
    accept: 'application/json',
    body: Buffer.from(JSON.stringify(request)),
  });
  if (!answer.ok) return answer;
  const certificate = readLeaf(answer.value);
  return certificate?.checkPrivateKey(privateKey) === true
    ? ok({ key: privateKey, certificate })
    : err(
        undecidableFault(
          'SIGNING_ANSWER',
          'the certificate authority sent no certificate of our key',
        ),
      );
}

function readLeaf(bytes: Uint8Array): X509Certificate | null {
  const form = { name: 'certificate', maxBytes: MAX_ANSWER, shape: ANSWER };
  const answer = readStrictJson(bytes, form);
  if (!answer.ok) return null;
  const { signedCertificateEmbeddedSct: embedded, signedCertificateDetachedSct: detached } =
    answer.value;
  const [leaf] = (embedded ?? detached)?.chain.certificates ?? [];
  try {
    return leaf === undefined ? null : new X509Certificate(leaf);
  } catch {
    return null;
  }
}
