export { generateKeyPair, type KeyPairPem, type KeyProtection } from './keys/generate.js';
export { isEncryptedKey, readPrivateKey, type PrivateKey } from './keys/private-key.js';
export { readPublicKey, type KeyAlgorithm, type PublicKey } from './keys/public-key.js';
export {
  loadTrustedKeys,
  type TrustedKey,
  type TrustedKeys,
  type TrustedKeyText,
} from './keys/trusted-keys.js';
export { signStatement } from './bundle/sign.js';
export { verifyBundle, type VerifiedStatement, type VerifyOptions } from './bundle/verify.js';
export { peekStatement } from './bundle/peek.js';
export type { VerifyCode, VerifyFailure } from './bundle/failure.js';
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
