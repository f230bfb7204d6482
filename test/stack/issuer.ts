import { createSign, generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { listen } from './ports.js';

/** An issuer of identity tokens as GitHub's is, on loopback. */
export interface Issuer {
  readonly url: string;
  /** A token of a run; `change` takes the place of its usual claims. */
  readonly token: (change?: Readonly<Record<string, unknown>>) => string;
  readonly close: () => void;
}

const WORKFLOW = 'acme/ci/.github/workflows/attest.yml@refs/tags/v1';
/** The commit of the run that the tokens are of. */
export const COMMIT = 'c0ffee00'.repeat(5);

/** The claims of a GitHub token (docs.github.com, OpenID Connect reference). */
const CLAIMS = {
  sub: 'repo:acme/app:ref:refs/heads/main',
  event_name: 'push',
  sha: COMMIT,
  workflow: 'release',
  repository: 'acme/app',
  repository_id: '1001',
  repository_owner: 'acme',
  repository_owner_id: '2002',
  repository_visibility: 'private',
  ref: 'refs/heads/main',
  ref_type: 'branch',
  job_workflow_ref: WORKFLOW,
  job_workflow_sha: COMMIT,
  workflow_ref: 'acme/app/.github/workflows/release.yml@refs/heads/main',
  workflow_sha: COMMIT,
  runner_environment: 'github-hosted',
  run_id: '42',
  run_attempt: '1',
};

export const SAN = `https://github.com/${WORKFLOW}`;

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

export async function startIssuer(): Promise<Issuer> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' };
  const server: Server = createServer((request, response) => {
    const path = request.url ?? '';
    const answer = path.startsWith('/.well-known/openid-configuration')
      ? {
          issuer: url,
          jwks_uri: `${url}/keys`,
          authorization_endpoint: `${url}/auth`,
          token_endpoint: `${url}/token`,
          response_types_supported: ['id_token'],
          subject_types_supported: ['public'],
          id_token_signing_alg_values_supported: ['RS256'],
        }
      : { keys: [jwk] };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(answer));
  });
  const url = `http://127.0.0.1:${String(await listen(server))}`;
  const token: Issuer['token'] = (change = {}) => {
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      ...CLAIMS,
      iss: url,
      aud: 'sigstore',
      jti: randomUUID(),
      iat: now,
      nbf: now - 5,
      exp: now + 600,
      ...change,
    };
    const text = `${encode({ alg: 'RS256', kid: 'one', typ: 'JWT' })}.${encode(claims)}`;
    return `${text}.${createSign('sha256').update(text).sign(privateKey).toString('base64url')}`;
  };
  return { url, token, close: () => server.close() };
}
