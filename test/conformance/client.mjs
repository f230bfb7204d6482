// The client of the sigstore-conformance suite: `verify-bundle` of its protocol, with the exit status as the answer.
import { parseArgs } from 'node:util';
import { verify } from '../lib/conformance/verify.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    bundle: { type: 'string' },
    'certificate-identity': { type: 'string' },
    'certificate-oidc-issuer': { type: 'string' },
    key: { type: 'string' },
    'trusted-root': { type: 'string' },
    staging: { type: 'boolean' },
  },
});

const [command, artifact] = positionals;
const { bundle, key, staging, 'trusted-root': trustedRoot = null } = values;
const [san, issuer] = [values['certificate-identity'], values['certificate-oidc-issuer']];

if (command !== 'verify-bundle' || staging || bundle === undefined || artifact === undefined) {
  console.error('expected: verify-bundle --bundle FILE ... FILE_OR_DIGEST, and not --staging');
  process.exit(3);
}
if (key === undefined && (san === undefined || issuer === undefined)) {
  console.error('expected: --key, or --certificate-identity and --certificate-oidc-issuer');
  process.exit(3);
}

const verified = verify({
  bundle,
  signer: key === undefined ? { san, issuer } : { key },
  trustedRoot,
  artifact,
});
if (!verified.ok) {
  console.error(verified.error);
  process.exit(1);
}
