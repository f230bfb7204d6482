export { generateKeyPair, type KeyPairPem, type KeyProtection } from './keys/generate.js';
export { isEncryptedKey, readPrivateKey, type PrivateKey } from './keys/private-key.js';
export { readPublicKey, type KeyAlgorithm, type PublicKey } from './keys/public-key.js';
export {
  loadTrustedKeys,
  type TrustedKey,
  type TrustedKeys,
  type TrustedKeyText,
} from './keys/trusted-keys.js';
export { readPem } from './keys/pem.js';
export { keysInForce } from './keys/in-force.js';
export {
  verifyBundle,
  type VerifiedSigner,
  type VerifiedStatement,
  type VerifyOptions,
} from './bundle/verify.js';
export { isSignedWith } from './bundle/signed-with.js';
export { verifyMessage, type Message } from './bundle/verify-message.js';
export {
  peekPayload,
  peekProofs,
  peekSigner,
  peekStatement,
  type PeekedSigner,
} from './bundle/peek.js';
export { PUBLIC_SERVICES, readSigningConfig, type SigningServices } from './signing/config.js';
export { keylessSigner } from './signing/keyless.js';
export { keySigner, signStatement, type Signer, type Witnesses } from './signing/signer.js';
export { readIdentityToken, type IdentityToken } from './signing/token.js';
export { loadTrust, type Trust, type TrustText } from './trust.js';
export type {
  TrustedIdentities,
  TrustedIdentity,
  TrustedIdentityText,
} from './identities/identity.js';
export type { CertificateFacts, ClaimName, Claims } from './identities/certificate.js';
export { publicGood, type TrustedRoots, type TrustedRootText } from './roots/load.js';
export type { VerifyCode, VerifyFailure } from './bundle/failure.js';
export { IMAGE_SIGNATURE_PREDICATE } from './statement/image-payload.js';
export { ATTACHMENT_MEDIA_TYPE, ENVELOPE_LAYER, IMAGE_LAYER } from './bundle/content.js';
export type { SignedStatement } from './bundle/signed-statement.js';
export {
  anyPredicate,
  digestSet,
  parseStatement,
  STATEMENT_V01,
  STATEMENT_V1,
  type DigestSet,
  type Statement,
  type Subject,
} from './statement/statement.js';
export { signable } from './tekton/signable.js';
export { annotate, type Annotated, type AnnotateOptions, type Outcome } from './tekton/annotate.js';
export { payloads, unreadableLine } from './tekton/lines.js';
export { payloadOf, type PayloadForm, type Profile, type Undecided } from './tekton/payload.js';
export { readResources, type TektonDocument, type UnreadDocument } from './tekton/resource.js';
export {
  CONTROLLER_FORMS,
  TKN_FORMS,
  verifyAnnotation,
  type GoodSignature,
  type NoSignature,
} from './tekton/verify-annotation.js';
export {
  eraOf,
  parseTektonVersion,
  tektonVersionsOf,
  upgradeWarning,
  type TektonVersion,
} from './tekton/versions.js';
export type { Era } from './tekton/tables.js';
