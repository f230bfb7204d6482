import { afterEach, describe, expect, test } from '@jest/globals';
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import type { Fault, Result } from '@plumbline/core';
import type { HostOptions } from '../options.js';
import { hostOptions } from '../testing/fixture.js';
import {
  loopbackServer,
  type Answer,
  type Asked,
  type LoopbackServer,
} from '../testing/loopback.js';
import { createGitHub } from './github.js';

const servers: LoopbackServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function serve(answer: (asked: Asked) => Answer): Promise<LoopbackServer> {
  const server = await loopbackServer(answer);
  servers.push(server);
  return server;
}

const json = (value: unknown): Answer => ({ body: JSON.stringify(value) });
const codeOf = (result: Result<unknown, Fault>): unknown =>
  result.ok ? result.value : result.error.code;

function gitHubOf({ host }: { host: string }, changes: Partial<HostOptions> = {}) {
  const env = { GITHUB_API_URL: `http://${host}/api/v3`, ...changes.env };
  return createGitHub(hostOptions({ token: 't0ken', ...changes, env }));
}

const COMMIT = 'ab'.repeat(20);
const user = (login: string, id: number) => ({ login, id, type: 'User', site_admin: false });

/** Fields of "Get a workflow run attempt" (docs.github.com, REST API 2022-11-28) that are read, and some that are not. */
const RUN = {
  id: 1001,
  name: 'CI',
  head_branch: 'main',
  head_sha: COMMIT,
  path: '.github/workflows/ci.yml@refs/heads/main',
  run_number: 12,
  run_attempt: 2,
  event: 'push',
  status: 'in_progress',
  conclusion: null,
  workflow_id: 7,
  run_started_at: '2026-01-02T00:00:00Z',
  actor: user('dana', 5),
  triggering_actor: user('kim', 6),
  referenced_workflows: [
    { path: `acme/ci/.github/workflows/gate.yml@${COMMIT}`, sha: COMMIT, ref: 'refs/tags/v1' },
  ],
  repository: { id: 42, full_name: 'acme/app', owner: user('acme', 9) },
};

/** "List jobs for a workflow run attempt". */
const JOB = {
  id: 31,
  run_id: 1001,
  run_attempt: 2,
  head_sha: COMMIT,
  name: 'build (24)',
  status: 'completed',
  conclusion: 'success',
  started_at: '2026-01-02T00:00:10Z',
  completed_at: '2026-01-02T00:01:10Z',
  labels: ['ubuntu-latest'],
  runner_name: 'GitHub Actions 2',
  runner_group_name: 'GitHub Actions',
  steps: [
    {
      name: 'Set up job',
      status: 'completed',
      conclusion: 'success',
      number: 1,
      started_at: '2026-01-02T00:00:10Z',
      completed_at: '2026-01-02T00:00:12Z',
    },
  ],
};

describe('a run', () => {
  test('is told with its actors, source and what it calls', async () => {
    const server = await serve(() => json(RUN));
    const run = codeOf(await gitHubOf(server).run('acme/app', '1001', '2'));
    expect(run).toMatchObject({
      id: '1001',
      attempt: 2,
      commit: COMMIT,
      path: '.github/workflows/ci.yml',
      actor: { login: 'dana', id: '5' },
      triggeringActor: { login: 'kim', id: '6' },
      repository: { name: 'acme/app', id: '42', ownerId: '9' },
      calledWorkflows: [{ sha: COMMIT }],
    });
    expect(server.asked[0]?.line).toBe('GET /api/v3/repos/acme/app/actions/runs/1001/attempts/2');
    expect(server.asked[0]?.headers.authorization).toBe('Bearer t0ken');
  });

  test.each<[string, Answer, string]>([
    ['is another', json({ ...RUN, id: 1002 }), 'GITHUB_ANSWER'],
    ['is another attempt', json({ ...RUN, run_attempt: 1 }), 'GITHUB_ANSWER'],
    [
      'is of another repository',
      json({ ...RUN, repository: { ...RUN.repository, full_name: 'a/b' } }),
      'GITHUB_ANSWER',
    ],
    ['has a short commit', json({ ...RUN, head_sha: 'abc' }), 'GITHUB_ANSWER'],
    ['has no actor', json({ ...RUN, actor: null }), 'GITHUB_ANSWER'],
    ['names a key twice', { body: '{"id":1,"id":2}' }, 'GITHUB_ANSWER'],
    ['is hidden', { status: 404 }, 'GITHUB_ANSWER'],
    ['is forbidden', { status: 403 }, 'GITHUB_DENIED'],
    ['needs another token', { status: 401 }, 'GITHUB_DENIED'],
    [
      'is asked for too often',
      { status: 403, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1767312600' } },
      'GITHUB_RATE_LIMIT',
    ],
    [
      'is asked for too fast',
      { status: 403, headers: { 'retry-after': '60' } },
      'GITHUB_RATE_LIMIT',
    ],
    ['has moved', { status: 301, headers: { location: '/' } }, 'GITHUB_UNREACHABLE'],
    ['is out of order', { status: 502 }, 'GITHUB_UNREACHABLE'],
  ])('that %s is not told', async (_name, answer, code) => {
    const server = await serve(() => answer);
    const refused = await gitHubOf(server).run('acme/app', '1001', '2');
    expect(codeOf(refused)).toBe(code);
    expect(refused).toMatchObject({ error: { kind: 'undecidable' } });
    expect(JSON.stringify(refused)).not.toContain('t0ken');
  });

  test('names the permission that is missing, and the time to wait for', async () => {
    const hintOf = async (answer: Answer): Promise<unknown> => {
      const refused = await gitHubOf(await serve(() => answer)).run('acme/app', '1', '1');
      return refused.ok ? null : refused.error.hint;
    };
    const headers = { 'x-accepted-github-permissions': 'actions=read' };
    expect(await hintOf({ status: 403, headers })).toBe('permissions: { actions: read }');
    const limit = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1767312600' };
    expect(await hintOf({ status: 429, headers: limit })).toContain('2026-01-02T00:10:00.000Z');
  });
});

describe('the jobs of a run', () => {
  const page = ({ line }: Asked): number =>
    Number(new URL(line.slice(4), 'http://x').searchParams.get('page'));

  test('are told page by page, with their steps', async () => {
    const all = Array.from({ length: 130 }, (_, index) => ({ ...JOB, id: index }));
    const server = await serve((asked) =>
      json({ total_count: 130, jobs: all.slice(page(asked) * 100 - 100, page(asked) * 100) }),
    );
    const jobs = await gitHubOf(server).jobs('acme/app', '1001', '2');
    expect(jobs.ok && jobs.value.map(({ id }) => id)).toEqual(all.map(({ id }) => String(id)));
    expect(jobs.ok && jobs.value[0]?.steps).toMatchObject([{ number: 1, name: 'Set up job' }]);
    expect(server.asked).toHaveLength(2);
  });

  test.each<[string, (asked: Asked) => unknown]>([
    [
      'fewer than are counted',
      (asked) => ({ total_count: 2, jobs: page(asked) === 1 ? [JOB] : [] }),
    ],
    ['more than are counted', () => ({ total_count: 1, jobs: [JOB, JOB] })],
    ['without number', () => ({ jobs: [] })],
    ['of another run', () => ({ total_count: 1, jobs: [{ ...JOB, run_id: 5 }] })],
    ['without name', () => ({ total_count: 1, jobs: [{ ...JOB, name: '' }] })],
    ['that are no list', () => ({ total_count: 1, jobs: {} })],
  ])('%s are not told', async (_name, answer) => {
    const server = await serve((asked) => json(answer(asked)));
    expect(codeOf(await gitHubOf(server).jobs('acme/app', '1001', '2'))).toBe('GITHUB_ANSWER');
  });
});

test('artifacts are told with the digest of the platform, or none', async () => {
  const digest = `sha256:${'1'.repeat(64)}`;
  const artifact = { id: 1, name: 'dist', size_in_bytes: 3, expired: false, digest };
  const artifacts = [artifact, { ...artifact, digest: null }, { ...artifact, digest: 'md5:1' }];
  const server = await serve(() => json({ total_count: 3, artifacts }));
  const found = await gitHubOf(server).artifacts('acme/app', '1001');
  expect(found.ok && found.value.map((each) => each.digest)).toEqual([digest, null, null]);
});

describe('the log of a job', () => {
  const LOG = `Current runner version: '2.330.0'\nDownload action repository 'a/b@v1' (SHA:${COMMIT})\nComplete job name: x\n`;

  test('is read where GitHub leads, without the token', async () => {
    const server = await serve(({ line, headers }) =>
      line.endsWith('/logs')
        ? { status: 302, headers: { location: `http://${headers.host ?? ''}/signed` } }
        : { body: LOG + 'x'.repeat(5 * 1024 * 1024) },
    );
    const found = codeOf(await gitHubOf(server).downloadedActions('acme/app', '31'));
    expect(found).toEqual([{ repository: 'a/b', ref: 'v1', sha: COMMIT }]);
    expect(server.asked.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer t0ken',
      undefined,
    ]);
  });

  test.each<[string, Answer, unknown]>([
    ['is gone', { status: 404 }, null],
    [
      'lies by plain http elsewhere',
      { status: 302, headers: { location: 'http://127.0.0.2/x' } },
      'GITHUB_UNREACHABLE',
    ],
    ['lies nowhere', { status: 302 }, 'GITHUB_UNREACHABLE'],
  ])('that %s tells nothing', async (_name, answer, outcome) => {
    const server = await serve(() => answer);
    expect(codeOf(await gitHubOf(server).downloadedActions('acme/app', '31'))).toBe(outcome);
  });
});

test('nobody is asked offline, nor without a token', async () => {
  const server = await serve(() => json(RUN));
  const offline = gitHubOf(server, { offline: true });
  expect(codeOf(await offline.run('acme/app', '1001', '2'))).toBe('GITHUB_OFFLINE');
  expect(codeOf(await offline.identity('x'))).toBeNull();
  const nobody = gitHubOf(server, { token: null });
  expect(codeOf(await nobody.jobs('acme/app', '1001', '2'))).toBe('GITHUB_TOKEN');
  expect(server.asked).toEqual([]);
});

describe('an identity token', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const NOW = Date.parse('2026-01-02T00:00:00Z') / 1000;

  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

  interface Told {
    readonly header?: object;
    readonly claims?: object;
    readonly key?: KeyObject;
    readonly keys?: readonly object[];
  }

  /** A server of one's own with its token service; the runner's endpoint is part of it. */
  async function identity({ header, claims, key = privateKey, keys }: Told = {}): Promise<unknown> {
    const server = await serve(({ line, headers }) => {
      const issuer = `http://${headers.host ?? ''}/_services/token`;
      if (line === 'GET /_services/token/.well-known/jwks')
        return json({ keys: keys ?? [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1' }] });
      if (
        line !== 'GET /request?api-version=2.0&audience=plumbline' ||
        headers.authorization !== 'Bearer r1ght'
      )
        return { status: 400 };
      const payload = {
        iss: issuer,
        aud: 'plumbline',
        sub: 'repo:acme/app',
        run_id: '1001',
        iat: NOW,
        exp: NOW + 300,
      };
      const text = `${part({ alg: 'RS256', typ: 'JWT', kid: 'k1', ...header })}.${part({ ...payload, ...claims })}`;
      return json({
        value: `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`,
        count: 1,
      });
    });
    const env = {
      GITHUB_SERVER_URL: `http://${server.host}`,
      ACTIONS_ID_TOKEN_REQUEST_URL: `http://${server.host}/request?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'r1ght',
    };
    const told = await gitHubOf(server, { env, token: null }).identity('plumbline');
    expect(JSON.stringify(told)).not.toMatch(/r1ght|eyJ/);
    return codeOf(told);
  }

  test('is believed where its issuer has signed it', async () => {
    expect(await identity()).toMatchObject({ audience: 'plumbline', claims: { run_id: '1001' } });
  });

  test.each<[string, Told]>([
    ['by another key', { key: other }],
    ['by a key that the issuer does not have', { header: { kid: 'k2' } }],
    ['by nobody', { header: { alg: 'none' } }],
    ['with a secret', { header: { alg: 'HS256' } }],
    ['under a rule that is not known', { header: { crit: ['b64'] } }],
    ['by a short key', { keys: [{ kty: 'RSA', kid: 'k1', n: 'AQAB', e: 'AQAB' }] }],
    ['for another audience', { claims: { aud: 'sigstore' } }],
    ['for several audiences', { claims: { aud: ['plumbline', 'sigstore'] } }],
    ['by another issuer', { claims: { iss: 'https://token.actions.githubusercontent.com' } }],
    ['long ago', { claims: { exp: NOW - 120 } }],
    ['for later', { claims: { nbf: NOW + 120 } }],
    ['without end', { claims: { exp: undefined } }],
  ])('signed %s is refused', async (_name, told) => {
    expect(await identity(told)).toBe('GITHUB_ANSWER');
  });

  test('is none where the job has no right to one', async () => {
    const server = await serve(() => json({}));
    expect(codeOf(await gitHubOf(server).identity('plumbline'))).toBeNull();
    expect(server.asked).toEqual([]);
  });
});
