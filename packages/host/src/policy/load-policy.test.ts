import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256Hex } from '@plumbline/core';
import {
  emptyFolder,
  gitFixture,
  hostOptions,
  runEnv,
  type GitFixture,
} from '../testing/fixture.js';
import type { HostOptions } from '../options.js';
import { createPorts } from '../ports.js';

const STRONG = 'verify:\n  minSerial: 7\n';
const WEAK = 'verify:\n  minSerial: 1\n';
const FILE = '.plumbline.yaml';

// Each test makes repositories with a dozen runs of git, which a busy machine stretches.
jest.setTimeout(30_000);

/** A GitHub that serves the commits of a repository, and notes what it is asked. */
const api = {
  repository: null as GitFixture | null,
  asked: [] as string[],
  fail: 0,
  headers: {} as Record<string, string>,
  url: '',
};
let server: Server;

beforeAll(async () => {
  server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://x');
    api.asked.push(pathname);
    const [status, body] =
      api.fail > 0 ? [api.fail, ''] : answer(pathname, searchParams.get('ref'));
    response
      .writeHead(request.headers.authorization === 'Bearer t0ken' ? status : 404, api.headers)
      .end(body);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  api.url = typeof address === 'object' && address ? `http://127.0.0.1:${address.port}` : '';
});
afterAll(() => new Promise((done) => server.close(done)));

function answer(path: string, ref: string | null): [number, string] {
  const [, kind, rest = ''] = /^\/repos\/acme\/app\/(commits|contents)\/(.+)$/.exec(path) ?? [];
  try {
    if (kind === 'commits') return [200, ask('rev-parse', rest.replace(/^heads\//, 'refs/heads/'))];
    return [200, `${ask('show', `${ref ?? ''}:${rest}`)}\n`];
  } catch {
    return [404, ''];
  }
}

/** What git says of a repository that is served, which no test changes. */
function ask(...args: readonly string[]): string {
  const { repository } = api;
  return once(
    `${repository?.folder ?? ''} ${args.join(' ')}`,
    () => repository?.git(...args) ?? '',
  );
}

const made = new Map<string, unknown>();

/** What the name stands for, made when it is first needed. */
function once<T>(name: string, make: () => T): T {
  if (!made.has(name)) made.set(name, make());
  return made.get(name) as T;
}

interface Repositories {
  readonly upstream: GitFixture;
  readonly main: string;
  readonly topic: string;
}

/** `main` has the strong policy (or none); `topic` has what an attacker would like. */
function upstream(onMain: string | null, onTopic: string | null): Repositories {
  const fixture = gitFixture();
  if (onMain !== null) fixture.write(FILE, onMain);
  const main = fixture.commit('main');
  fixture.git('checkout', '-q', '-b', 'topic');
  if (onTopic === null) fixture.git('rm', '-q', '--ignore-unmatch', FILE);
  else fixture.write(FILE, onTopic);
  const topic = fixture.commit('topic');
  fixture.git('tag', 'v1');
  return { upstream: fixture, main, topic };
}

/** One that is only read. */
const sharedUpstream: typeof upstream = (onMain, onTopic) =>
  once(`upstream ${onMain ?? ''} ${onTopic ?? ''}`, () => upstream(onMain, onTopic));

/** What actions/checkout leaves: one commit, or with `all` every branch as `origin/…`. */
function checkout(from: GitFixture, commit: string, depth: 'one' | 'all'): GitFixture {
  const fixture = gitFixture();
  from.git('config', 'uploadpack.allowAnySHA1InWant', 'true');
  const refs =
    depth === 'one'
      ? ['--depth=1', `file://${from.folder}`, commit]
      : [`file://${from.folder}`, '+refs/heads/*:refs/remotes/origin/*'];
  fixture.git('fetch', '-q', ...refs);
  fixture.git('checkout', '-q', '--detach', commit);
  fixture.git('config', 'remote.origin.url', 'https://github.com/acme/app');
  return fixture;
}

/** One that is only read. */
const sharedCheckout: typeof checkout = (from, commit, depth) =>
  once(`checkout ${from.folder} ${commit} ${depth}`, () => checkout(from, commit, depth));

function event(content: object = { repository: { default_branch: 'main' } }): string {
  const path = join(emptyFolder(), 'event.json');
  writeFileSync(path, JSON.stringify(content));
  return path;
}

async function policyOf(
  folder: string,
  options: Partial<HostOptions>,
  file: string | null = null,
  worktree = false,
): Promise<unknown> {
  const ports = createPorts(hostOptions({ cwd: folder, ...options }));
  const target = ports.openTarget({ target: folder, rev: null, worktree });
  if (!target.ok) return target.error.code;
  const loaded = await ports.loadPolicy(target.value, file);
  if (!loaded.ok) return `${loaded.error.kind} ${loaded.error.code}`;
  const { origin, policy } = loaded.value;
  return [origin.source, policy.verify.minSerial, origin.commit];
}

const EVENTS: readonly (readonly [string, string, string])[] = [
  ['push of a branch', 'push', 'refs/heads/topic'],
  ['push of a tag', 'push', 'refs/tags/v1'],
  ['push of a tag named like the default branch', 'push', 'refs/tags/main'],
  ['dispatch on a branch', 'workflow_dispatch', 'refs/heads/topic'],
  ['pull request', 'pull_request', 'refs/pull/7/merge'],
  ['pull request into an unprotected base', 'pull_request_target', 'refs/heads/unprotected'],
];

describe('in a run, the policy is never that of the running ref', () => {
  for (const [name, eventName, ref] of EVENTS) {
    const envOf = (commit: string): Record<string, string> => ({
      ...runEnv(commit, {
        GITHUB_REF: ref,
        GITHUB_EVENT_NAME: eventName,
        GITHUB_EVENT_PATH: event(),
        GITHUB_API_URL: api.url,
      }),
    });

    test(`${name}: weakened there`, async () => {
      const { upstream: from, main, topic } = sharedUpstream(STRONG, WEAK);
      api.repository = from;
      const all = sharedCheckout(from, topic, 'all').folder;
      const one = sharedCheckout(from, topic, 'one').folder;
      expect(await policyOf(all, { env: envOf(topic) })).toEqual(['default-branch', 7, main]);
      expect(await policyOf(all, { env: envOf(topic) }, null, true)).toEqual([
        'default-branch',
        7,
        main,
      ]);
      expect(await policyOf(one, { env: envOf(topic), token: 't0ken' })).toEqual([
        'default-branch',
        7,
        main,
      ]);
      api.asked = [];
      expect(await policyOf(one, { env: envOf(topic) })).toBe('undecidable GITHUB_TOKEN');
      expect(await policyOf(one, { env: envOf(topic), token: 't0ken', offline: true })).toBe(
        'undecidable GITHUB_OFFLINE',
      );
      expect(api.asked).toEqual([]);
    });

    test(`${name}: deleted there, or never written`, async () => {
      const deleted = sharedUpstream(STRONG, null);
      api.repository = deleted.upstream;
      const gone = sharedCheckout(deleted.upstream, deleted.topic, 'one').folder;
      expect(await policyOf(gone, { env: envOf(deleted.topic), token: 't0ken' })).toEqual([
        'default-branch',
        7,
        deleted.main,
      ]);
      const none = sharedUpstream(null, WEAK);
      api.repository = none.upstream;
      const added = sharedCheckout(none.upstream, none.topic, 'one').folder;
      expect(await policyOf(added, { env: envOf(none.topic), token: 't0ken' })).toEqual([
        'built-in',
        null,
        none.main,
      ]);
      const local = sharedCheckout(none.upstream, none.topic, 'all').folder;
      expect(await policyOf(local, { env: envOf(none.topic) })).toEqual([
        'built-in',
        null,
        none.main,
      ]);
    });
  }
});

test('a run of the default branch reads its own commit, and needs no network', async () => {
  const { upstream: from, main } = sharedUpstream(STRONG, WEAK);
  const folder = sharedCheckout(from, main, 'one').folder;
  const env = runEnv(main, { GITHUB_EVENT_PATH: event() });
  expect(await policyOf(folder, { env, offline: true })).toEqual(['default-branch', 7, main]);
  const scheduled = runEnv(main, {
    GITHUB_EVENT_NAME: 'schedule',
    GITHUB_EVENT_PATH: event({ schedule: '0 0 * * *' }),
  });
  expect(await policyOf(folder, { env: scheduled })).toEqual(['default-branch', 7, main]);
});

test('a folder inside the workspace has the policy of the workspace', async () => {
  const { upstream: from, main } = upstream(STRONG, WEAK);
  const workspace = checkout(from, main, 'one');
  workspace.write(`sub/${FILE}`, WEAK);
  const env = runEnv(main, { GITHUB_EVENT_PATH: event(), GITHUB_WORKSPACE: workspace.folder });
  expect(await policyOf(join(workspace.folder, 'sub'), { env })).toEqual([
    'default-branch',
    7,
    main,
  ]);
});

test('origin/main of another repository is not the default branch of the run', async () => {
  const { upstream: from, topic } = upstream(WEAK, WEAK);
  const other = checkout(from, topic, 'all');
  other.git('config', 'remote.origin.url', 'https://github.com/mallory/app');
  const env = runEnv(topic, { GITHUB_REF: 'refs/heads/topic', GITHUB_EVENT_PATH: event() });
  expect(await policyOf(other.folder, { env })).toBe('undecidable GITHUB_TOKEN');
});

test.each([
  ['no event', { GITHUB_EVENT_PATH: '/nowhere' }, 'undecidable POLICY_BRANCH'],
  ['an event without repository', { GITHUB_EVENT_PATH: event({}) }, 'undecidable POLICY_BRANCH'],
  [
    'an event whose branch leads elsewhere',
    { GITHUB_EVENT_PATH: event({ repository: { default_branch: 'a/../../b' } }) },
    'undecidable POLICY_BRANCH',
  ],
])('with %s nothing is assumed', async (_name, changes, outcome) => {
  const { upstream: from, topic } = sharedUpstream(STRONG, WEAK);
  expect(
    await policyOf(sharedCheckout(from, topic, 'all').folder, { env: runEnv(topic, changes) }),
  ).toBe(outcome);
});

test.each([
  [
    'rate limit',
    403,
    { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1767312600' },
    'undecidable GITHUB_RATE_LIMIT',
  ],
  ['outage', 503, {}, 'undecidable GITHUB_UNREACHABLE'],
  [
    'redirect to another host',
    302,
    { location: 'https://mallory.example/' },
    'undecidable GITHUB_UNREACHABLE',
  ],
  ['private repository hidden from the token', 404, {}, 'undecidable GITHUB_ANSWER'],
])('an API with %s decides nothing', async (_name, fail, headers, outcome) => {
  const { upstream: from, topic } = sharedUpstream(null, WEAK);
  const folder = sharedCheckout(from, topic, 'one').folder;
  Object.assign(api, { repository: from, fail, headers });
  const env = runEnv(topic, {
    GITHUB_REF: 'refs/heads/topic',
    GITHUB_EVENT_PATH: event(),
    GITHUB_API_URL: api.url,
  });
  expect(await policyOf(folder, { env, token: 't0ken' })).toBe(outcome);
  Object.assign(api, { fail: 0, headers: {} });
  expect(await policyOf(folder, { env, token: 't0ken' })).toMatchObject([
    'built-in',
    null,
    expect.any(String),
  ]);
  const closed = { ...env, GITHUB_API_URL: 'http://127.0.0.1:1' };
  expect(await policyOf(folder, { env: closed, token: 't0ken' })).toBe(
    'undecidable GITHUB_UNREACHABLE',
  );
  const plain = { ...env, GITHUB_API_URL: 'http://mallory.example' };
  expect(await policyOf(folder, { env: plain, token: 't0ken' })).toBe('usage GITHUB_API_URL');
});

test('a named file of the default branch, and one that is missing there', async () => {
  const { upstream: from, main } = upstream(STRONG, WEAK);
  from.git('checkout', '-q', 'main');
  from.write('ci/policy.yaml', 'verify:\n  minSerial: 9\n');
  const commit = from.commit();
  const env = runEnv(commit, { GITHUB_EVENT_PATH: event() });
  const folder = checkout(from, commit, 'one').folder;
  expect(await policyOf(folder, { env }, './ci/policy.yaml')).toEqual([
    'default-branch',
    9,
    commit,
  ]);
  expect(await policyOf(folder, { env }, 'none.yaml')).toBe('usage POLICY_MISSING');
  expect(await policyOf(folder, { env }, '/tmp/policy.yaml')).toBe('usage POLICY_PATH');
  expect(main).not.toBe(commit);
});

test('a pin holds everywhere, and only for its bytes', async () => {
  const { upstream: from, topic } = sharedUpstream(STRONG, WEAK);
  const folder = sharedCheckout(from, topic, 'one').folder;
  const file = join(emptyFolder(), 'pinned.yaml');
  writeFileSync(file, STRONG);
  for (const env of [{}, runEnv(topic, { GITHUB_REF: 'refs/heads/topic' })]) {
    expect(await policyOf(folder, { env }, `${file}@sha256:${sha256Hex(STRONG)}`)).toEqual([
      'pinned',
      7,
      null,
    ]);
    expect(await policyOf(folder, { env }, `${file}@sha256:${sha256Hex(WEAK)}`)).toBe(
      'undecidable POLICY_DIGEST',
    );
    expect(await policyOf(folder, { env }, `${file}@sha256:${sha256Hex(STRONG).slice(1)}`)).toBe(
      'usage POLICY_PIN',
    );
  }
});

test('on the command line: the named file, else the target at its commit, else built in', async () => {
  const { upstream: from, topic } = upstream(STRONG, WEAK);
  from.write(FILE, STRONG);
  expect(await policyOf(from.folder, {})).toEqual(['target', 1, topic]);
  expect(await policyOf(from.folder, {}, null, true)).toEqual(['target', 7, null]);
  expect(await policyOf(from.folder, {}, FILE)).toEqual(['command-line', 7, null]);
  expect(await policyOf(from.folder, {}, 'none.yaml')).toBe('usage FILE_NOT_FOUND');
  expect(await policyOf(emptyFolder(), {})).toEqual(['built-in', null, null]);
  from.write(FILE, 'verify:\n  minSerials: 7\n');
  expect(await policyOf(from.folder, {}, FILE)).toBe('usage POLICY_INVALID');
});

test('in a Task only a pinned policy counts', async () => {
  const { upstream: from } = sharedUpstream(STRONG, WEAK);
  expect(await policyOf(from.folder, { face: 'tekton' })).toBe('undecidable POLICY_UNPINNED');
  expect(await policyOf(from.folder, { face: 'tekton' }, FILE)).toBe('undecidable POLICY_UNPINNED');
  expect(
    await policyOf(from.folder, { face: 'tekton' }, `${FILE}@sha256:${sha256Hex(WEAK)}`),
  ).toEqual(['pinned', 1, null]);
  expect(await policyOf(emptyFolder(), { face: 'tekton' })).toEqual(['built-in', null, null]);
});
