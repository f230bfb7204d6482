import { spawn, spawnSync } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';

/** What runs see of a GitHub Enterprise Server: the addresses that its runner puts into GITHUB_SERVER_URL and GITHUB_API_URL. */
export interface LoopbackGitHub {
  readonly serverUrl: string;
  readonly apiUrl: string;
  /** Makes the API answer a path, of the REST API, with JSON, or with text as it is; a function says it when it is asked. What GitHub says of a run does not lie in its repository. */
  readonly tell: (path: string, answer: unknown) => void;
  /** What the API was asked with the token, and what without it. */
  readonly asked: readonly string[];
  readonly refused: readonly string[];
  readonly close: () => Promise<void>;
}

export const TOKEN = 'ghs_loopback0123456789';

/**
 * Serves the bare repositories `OWNER/NAME` below a folder: git over HTTP, and of the REST API what the Actions ask.
 * Paths and media types: docs.github.com, "Get a commit" and "Get repository content", version 2022-11-28;
 * without the right to read, a repository does not exist (404); the API lies below `/api/v3`.
 */
export async function startLoopbackGitHub(repositories: string): Promise<LoopbackGitHub> {
  const asked: string[] = [];
  const refused: string[] = [];
  const told = new Map<string, unknown>();
  const server = createServer((request, response) => {
    const [, path] = /^\/api\/v3\/(.+)$/.exec(request.url ?? '') ?? [];
    if (path === undefined) {
      serveGit(repositories, request, response);
      return;
    }
    const isKnown = request.headers.authorization === `Bearer ${TOKEN}`;
    (isKnown ? asked : refused).push(path);
    const body = isKnown ? (tellOf(told, path) ?? answer(repositories, path)) : null;
    response.writeHead(body === null ? 404 : 200).end(body ?? '{"message":"Not Found"}');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no address');
  const serverUrl = `http://127.0.0.1:${String(address.port)}`;
  const close = () => new Promise<void>((done) => server.close(() => done()));
  const tell = (path: string, value: unknown): void => void told.set(path, value);
  return { serverUrl, apiUrl: `${serverUrl}/api/v3`, tell, asked, refused, close };
}

/** A list of one page, a single thing, or text: the query only chooses the page. */
function tellOf(told: ReadonlyMap<string, unknown>, path: string): Buffer | null {
  const known = told.get(path.replace(/\?.*$/s, ''));
  const value: unknown = typeof known === 'function' ? (known as () => unknown)() : known;
  if (value === undefined) return null;
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
}

/** `application/vnd.github.sha` of a commit, or `application/vnd.github.raw+json` of a file; null: not there. */
function answer(repositories: string, path: string): Buffer | null {
  const [, name = '', kind, rest = '', ref = 'HEAD'] =
    /^repos\/([^/]+\/[^/]+)\/(commits|contents)\/([^?]+)(?:\?ref=(.+))?$/.exec(path) ?? [];
  const repository = join(repositories, `${name}.git`);
  const git = (...args: string[]): Buffer | null => {
    const run = spawnSync('git', ['-C', repository, ...args]);
    return run.status === 0 ? run.stdout : null;
  };
  if (kind === 'contents') return git('show', `${ref}:${rest}`);
  const commit = git('rev-parse', '--verify', rest.replace(/^heads\//, 'refs/heads/'));
  return kind === 'commits' && commit !== null ? commit.subarray(0, -1) : null;
}

/** git's own CGI program answers; headers end at the first empty line. */
function serveGit(root: string, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, search } = new URL(request.url ?? '', 'http://loopback');
  const [, name = '', rest = ''] = /^\/([^/]+\/[^/]+?)(?:\.git)?(\/.*)$/.exec(pathname) ?? [];
  const cgi = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env['PATH'] ?? '',
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      REQUEST_METHOD: request.method ?? '',
      PATH_INFO: `/${name}.git${rest}`,
      QUERY_STRING: search.slice(1),
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  request.pipe(cgi.stdin);
  const chunks: Buffer[] = [];
  cgi.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  cgi.on('close', () => {
    const all = Buffer.concat(chunks);
    const end = all.indexOf('\r\n\r\n');
    const head = all.subarray(0, end).toString('latin1').split('\r\n');
    const headers = Object.fromEntries(head.map((line) => line.split(': ', 2) as [string, string]));
    const { Status: status = '200', ...others } = headers;
    response.writeHead(Number.parseInt(status, 10), others).end(all.subarray(end + 4));
  });
}
