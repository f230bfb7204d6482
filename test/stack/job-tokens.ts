import { createServer } from 'node:http';
import type { Issuer } from './issuer.js';
import { listen } from './ports.js';

/** The endpoint that jobs ask for tokens of an issuer. GitHub's knows which job asks; this one is told by its address. */
export interface JobTokens {
  /** The environment of a job whose tokens have these claims. */
  readonly env: (claims: Readonly<Record<string, unknown>>) => Readonly<Record<string, string>>;
  /** The secret that lets a job ask. */
  readonly right: string;
  /** The tokens that were given. */
  readonly given: readonly string[];
  readonly close: () => void;
}

/** Serves tokens for sigstore alone: who started a run is then known from the API. */
export async function startJobTokens(issuer: Issuer): Promise<JobTokens> {
  const right = 'right-to-ask-for-tokens';
  const given: string[] = [];
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://loopback');
    const isAllowed =
      request.headers.authorization === `Bearer ${right}` &&
      searchParams.get('audience') === 'sigstore';
    if (!isAllowed) {
      response.writeHead(404).end();
      return;
    }
    const claims = JSON.parse(searchParams.get('claims') ?? '{}') as Record<string, unknown>;
    const value = issuer.token(claims);
    given.push(value);
    response.end(JSON.stringify({ value }));
  });
  const address = `http://127.0.0.1:${String(await listen(server))}/token`;
  return {
    right,
    given,
    env: (claims) => ({
      ACTIONS_ID_TOKEN_REQUEST_URL: `${address}?claims=${encodeURIComponent(JSON.stringify(claims))}`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: right,
    }),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
