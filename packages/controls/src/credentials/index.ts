import type { Section } from '../section.js';
import { open } from './open.js';
import { tokenPermissions } from './token-permissions.js';
import { scopedAppToken } from './scoped-app-token.js';
import { narrowSecrets } from './narrow-secrets.js';
import { maskedSecrets } from './masked-secrets.js';
import { dedicatedAccount } from './dedicated-account.js';
import { fixedResolverParams } from './fixed-resolver-params.js';
import { noLiteralCredentials } from './no-literal-credentials.js';
import { shortLivedCredentials } from './short-lived-credentials.js';
import { narrowIdentity } from './narrow-identity.js';
import { noSecretParams } from './no-secret-params.js';
import { fixedSecurityParams } from './fixed-security-params.js';
import { typedInputs } from './typed-inputs.js';
import { minimalAccount } from './minimal-account.js';
import { hostBoundSecrets } from './host-bound-secrets.js';
import { signingIdentity } from './signing-identity.js';

/** Section 3 of the benchmark. */
export const credentials: Section = {
  number: 3,
  title: 'Credentials, parameters',
  controls: [
    tokenPermissions,
    scopedAppToken,
    narrowSecrets,
    maskedSecrets,
    dedicatedAccount,
    fixedResolverParams,
    noLiteralCredentials,
    shortLivedCredentials,
    narrowIdentity,
    noSecretParams,
    fixedSecurityParams,
    typedInputs,
    minimalAccount,
    hostBoundSecrets,
    signingIdentity,
    ...open,
  ],
};
