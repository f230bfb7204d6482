import { createServer } from 'node:http';
import { toldRun } from '../runner/told-run.js';
import { COMMIT, type Issuer } from './issuer.js';
import { listen } from './ports.js';

const RIGHT = 'right-to-ask-for-tokens';
const PATH = '.github/workflows/release.yml';

/** Run 42 of acme/app as its runner, the API and the token endpoint tell of it. */
export interface GitHubRun {
  /** The environment of a job of the run. `change`: claims of its token that are not those of the run. */
  readonly env: (change?: Readonly<Record<string, unknown>>) => Readonly<Record<string, string>>;
  /** The tokens that it was given. */
  readonly tokens: readonly string[];
  readonly close: () => void;
}

/** Serves what the API says of the run, which has uploaded an artifact, and tokens of the issuer. */
export async function startGitHubRun(issuer: Issuer, digest: string): Promise<GitHubRun> {
  const told = toldRun({
    commit: COMMIT,
    path: PATH,
    id: 42,
    repositoryId: 1001,
    artifacts: [{ name: 'app', digest }],
    jobs: [
      { name: 'build', steps: ['Run make'] },
      { name: 'attest', steps: ['Run attest-run'], isOpen: true },
    ],
  });
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://loopback');
    const body = url.pathname === '/token' ? tokenFor(url) : told[url.pathname.slice(1)];
    const isAllowed =
      url.pathname !== '/token' || request.headers.authorization === `Bearer ${RIGHT}`;
    response.writeHead(isAllowed && body !== undefined ? 200 : 404).end(JSON.stringify(body ?? {}));
  });
  const tokens: string[] = [];
  /** None but for sigstore: who started the run is then known from the API. */
  function tokenFor({ searchParams }: URL): object | undefined {
    if (searchParams.get('audience') !== 'sigstore') return undefined;
    const change = JSON.parse(searchParams.get('change') ?? '{}') as Record<string, unknown>;
    const value = issuer.token(change);
    tokens.push(value);
    return { value };
  }
  const address = `http://127.0.0.1:${String(await listen(server))}`;
  return {
    tokens,
    env: (change = {}) => ({
      GITHUB_ACTIONS: 'true',
      GITHUB_API_URL: address,
      GITHUB_TOKEN: 'ghs_of_the_job',
      GITHUB_REPOSITORY: 'acme/app',
      GITHUB_REPOSITORY_ID: '1001',
      GITHUB_REPOSITORY_OWNER_ID: '2002',
      GITHUB_REF: 'refs/heads/main',
      GITHUB_SHA: COMMIT,
      GITHUB_RUN_ID: '42',
      GITHUB_RUN_ATTEMPT: '1',
      GITHUB_EVENT_NAME: 'push',
      GITHUB_WORKFLOW_REF: `acme/app/${PATH}@refs/heads/main`,
      GITHUB_WORKFLOW_SHA: COMMIT,
      GITHUB_JOB: 'attest',
      GITHUB_ACTOR: 'dana',
      GITHUB_ACTOR_ID: '5',
      RUNNER_ENVIRONMENT: 'github-hosted',
      ACTIONS_ID_TOKEN_REQUEST_URL: `${address}/token?change=${encodeURIComponent(JSON.stringify(change))}`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: RIGHT,
    }),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
