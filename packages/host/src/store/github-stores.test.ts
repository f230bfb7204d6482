import { afterEach, describe, expect, test } from '@jest/globals';
import snappy from 'snappyjs';
import { sha256Hex } from '@plumbline/core';
import type { RecordQuery, RecordStore } from '@plumbline/step';
import type { HostOptions } from '../options.js';
import { createPorts } from '../ports.js';
import { hostOptions } from '../testing/fixture.js';
import {
  loopbackServer,
  type Answer,
  type Asked,
  type LoopbackServer,
} from '../testing/loopback.js';

const servers: LoopbackServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

type Answering = (asked: Asked, host: string) => Answer;

/** A store on a server that answers below `/api/v3`, for the repository `acme/app`. */
async function opened(name: string, answering: Answering, changes: Partial<HostOptions> = {}) {
  const server = await loopbackServer((asked) => answering(asked, asked.headers.host ?? ''));
  servers.push(server);
  const env = {
    GITHUB_API_URL: `http://${server.host}/api/v3`,
    GITHUB_REPOSITORY: 'acme/app',
    ...changes.env,
  };
  const ports = createPorts(hostOptions({ token: 't0ken', ...changes, env }));
  const stores = ports.openStores([name]);
  const store = stores.ok ? stores.value[0] : undefined;
  if (!store) throw new Error('no store');
  return { store, server };
}

async function found(store: RecordStore, query: RecordQuery): Promise<unknown> {
  const answer = await store.find(query);
  if (!answer.ok) return answer.error.code;
  const { records, problems } = answer.value;
  return [
    ...records.map(({ bytes }) => Buffer.from(bytes).toString()),
    ...problems.map(({ code }) => code),
  ];
}

const HEX = 'a'.repeat(64);
const SUBJECT: RecordQuery = { by: 'subject', digest: `sha256:${HEX}` };

/** A bundle as it is shaped, whose signature nobody looks at here. */
function bundle(run: string, hex = HEX): string {
  const statement = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: 'a', digest: { sha256: hex } }],
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: { run: { id: run } },
  };
  return JSON.stringify({
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    verificationMaterial: { publicKey: { hint: 'x' }, tlogEntries: [] },
    dsseEnvelope: {
      payload: Buffer.from(JSON.stringify(statement)).toString('base64'),
      payloadType: 'application/vnd.in-toto+json',
      signatures: [{ sig: 'AAAA' }],
    },
  });
}

const LIST = `GET /api/v3/repos/acme/app/attestations/sha256:${HEX}`;
const json = (value: unknown): Answer => ({ body: JSON.stringify(value) });

describe('attestations of GitHub', () => {
  const bytes = (text: string): string => `{"attestations":[{"bundle":${text},"repository_id":1}]}`;

  test('are read as they were sent, and found again by what they are', async () => {
    const { store, server } = await opened('github', () => ({ body: bytes(bundle('7')) }));
    expect(await found(store, SUBJECT)).toEqual([bundle('7')]);
    expect(await found(store, { by: 'run', id: '7' })).toEqual([bundle('7'), 'partial']);
    expect(await found(store, { by: 'run', id: '8' })).toEqual(['partial']);
    expect(server.asked.map(({ line }) => line)).toEqual([`${LIST}?per_page=100`]);
  });

  test.each([
    ['compressed', (text: string) => snappy.compress(Buffer.from(text))],
    ['plain', (text: string) => Buffer.from(text)],
  ])('are read %s where GitHub leads, without the token', async (_name, form) => {
    const { store, server } = await opened('github', ({ line }, host) =>
      line.startsWith(LIST)
        ? json({ attestations: [{ bundle: null, bundle_url: `http://${host}/signed` }] })
        : { body: form(bundle('7')) },
    );
    expect(await found(store, SUBJECT)).toEqual([bundle('7')]);
    expect(server.asked[1]?.headers.authorization).toBeUndefined();
  });

  test('are read page by page', async () => {
    const next = '<http://x/repositories/1/attestations?per_page=100&after=c%3D1>; rel="next"';
    const { store, server } = await opened('github', ({ line }) =>
      line.includes('after=')
        ? { body: bytes(bundle('2')) }
        : { body: bytes(bundle('1')), headers: { link: next } },
    );
    expect(await found(store, SUBJECT)).toEqual([bundle('1'), bundle('2')]);
    expect(server.asked[1]?.line).toBe(`${LIST}?per_page=100&after=c%3D1`);
  });

  test.each<[string, Answer, unknown]>([
    ['none', { status: 404 }, []],
    ['about something else', { body: bytes(bundle('7', 'b'.repeat(64))) }, []],
    ['gone', json({ attestations: [{ bundle: null }] }), ['damaged']],
    [
      'by plain http elsewhere',
      json({ attestations: [{ bundle_url: 'http://127.0.0.2/x' }] }),
      'GITHUB_UNREACHABLE',
    ],
    ['no list', json({ attestations: {} }), 'GITHUB_ANSWER'],
    ['no JSON', { body: '<html>' }, 'GITHUB_ANSWER'],
    ['forbidden', { status: 403 }, 'GITHUB_DENIED'],
  ])('that are %s', async (_name, answer, outcome) => {
    const { store } = await opened('github', () => answer);
    expect(await found(store, SUBJECT)).toEqual(outcome);
  });

  test.each<[string, Uint8Array]>([
    ['no compression', Buffer.from('\xff\xff\xff\xff\xff', 'latin1')],
    ['a size without end', Buffer.from([0xff, 0xff, 0xff, 0x7f, 0])],
  ])('of %s are damaged', async (_name, body) => {
    const { store } = await opened('github', ({ line }, host) =>
      line.startsWith(LIST)
        ? json({ attestations: [{ bundle_url: `http://${host}/x` }] })
        : { body },
    );
    expect(await found(store, SUBJECT)).toEqual(['damaged']);
  });

  test('are created from signed records, and from no others', async () => {
    const { store, server } = await opened('github', () => ({ status: 201, body: '{"id":5}' }));
    const kept = await store.put({ kind: 'x', bytes: Buffer.from(bundle('7')) });
    expect(kept).toEqual({
      ok: true,
      value: { sha256: sha256Hex(bundle('7')), path: 'acme/app/attestations/5' },
    });
    expect(server.asked.map(({ line, body }) => [line, body.toString()])).toEqual([
      ['POST /api/v3/repos/acme/app/attestations', `{"bundle":${bundle('7')}}`],
    ]);
    const bare = Buffer.from('{"_type":"https://in-toto.io/Statement/v1"}');
    expect(await store.put({ kind: 'x', bytes: bare })).toMatchObject({ error: { code: 'STORE' } });
    expect(server.asked).toHaveLength(1);
  });

  test.each<[string, Answer, string]>([
    ['refused', { status: 422, body: '{"message":"Validation Failed"}' }, 'GITHUB_ANSWER'],
    ['hidden', { status: 404 }, 'GITHUB_ANSWER'],
  ])('that are %s are a fault', async (_name, answer, code) => {
    const { store } = await opened('github', () => answer);
    const kept = await store.put({ kind: 'x', bytes: Buffer.from(bundle('7')) });
    expect(kept).toMatchObject({ ok: false, error: { code } });
  });
});

test.each(['github', 'release'])('%s belongs to a repository', async (name) => {
  const { store, server } = await opened(name, () => json({}), {
    env: { GITHUB_REPOSITORY: 'a/../b' },
  });
  expect(await found(store, SUBJECT)).toBe('STORE_REPOSITORY');
  expect(await store.put({ kind: 'x', bytes: Buffer.from(bundle('1')) })).toMatchObject({
    error: { code: 'STORE_REPOSITORY' },
  });
  expect(server.asked).toEqual([]);
});

describe('files of a release', () => {
  /** Fields of "List releases" and of an asset (docs.github.com, REST API 2022-11-28). */
  const asset = (id: number, name: string) => ({ id, name, state: 'uploaded', size: 1 });
  const release = (tag: string, ...assets: object[]) => ({
    id: 11,
    tag_name: tag,
    draft: true,
    assets,
  });
  const ASSET = 'GET /api/v3/repos/acme/app/releases/assets/1';

  /** Releases, of which the first asset has this content, where GitHub leads. */
  const serving =
    (releases: readonly object[], content = ''): Answering =>
    ({ line }, host) => {
      if (line === ASSET) return { status: 302, headers: { location: `http://${host}/signed` } };
      if (line === 'GET /signed') return { body: content };
      return line.startsWith('POST ') ? { status: 201, body: '{}' } : json(releases);
    };

  test('are read line by line, once', async () => {
    const content = `${bundle('1')}\nnot a record\n\n${bundle('2')}\n`;
    const assets = [asset(1, 'app.sigstore.jsonl'), asset(2, 'app.tar.gz')];
    const { store, server } = await opened('release', serving([release('v1', ...assets)], content));
    expect(await found(store, SUBJECT)).toEqual([bundle('1'), bundle('2')]);
    expect(await found(store, { by: 'run', id: '2' })).toEqual([bundle('2')]);
    expect(await found(store, { by: 'statement', sha256: HEX })).toEqual([]);
    expect(
      server.asked.map(({ line, headers }) => [line, headers.authorization !== undefined]),
    ).toEqual([
      ['GET /api/v3/repos/acme/app/releases?per_page=100&page=1', true],
      [ASSET, true],
      ['GET /signed', false],
    ]);
  });

  test('are put beside the tag of the run, once', async () => {
    const env = { GITHUB_REF: 'refs/tags/v1' };
    const name = `plumbline-${sha256Hex(bundle('1'))}.sigstore.jsonl`;
    const { store, server } = await opened('release', serving([release('v0'), release('v1')]), {
      env,
    });
    const kept = await store.put({ kind: 'x', bytes: Buffer.from(bundle('1')) });
    expect(kept).toMatchObject({ ok: true, value: { path: `acme/app/releases/v1/${name}` } });
    const upload = server.asked.at(-1);
    expect(upload?.line).toBe(`POST /api/uploads/repos/acme/app/releases/11/assets?name=${name}`);
    expect(upload?.body.toString()).toBe(`${bundle('1')}\n`);
    const again = await opened('release', serving([release('v1', asset(1, name))]), { env });
    expect(await again.store.put({ kind: 'x', bytes: Buffer.from(bundle('1')) })).toMatchObject({
      ok: true,
    });
    expect(again.server.asked).toHaveLength(1);
  });

  test.each([
    { at: 'no tag', env: {}, bytes: bundle('1'), code: 'STORE_RELEASE' },
    {
      at: 'another tag',
      env: { GITHUB_REF: 'refs/tags/v2' },
      bytes: bundle('1'),
      code: 'STORE_RELEASE',
    },
    { at: 'two lines', env: { GITHUB_REF: 'refs/tags/v1' }, bytes: '{\n}', code: 'STORE' },
  ])('are not put of $at', async ({ env, bytes, code }) => {
    const { store, server } = await opened('release', serving([release('v1')]), { env });
    const kept = await store.put({ kind: 'x', bytes: Buffer.from(bytes) });
    expect(kept).toMatchObject({ ok: false, error: { code } });
    expect(server.asked.filter(({ line }) => line.startsWith('POST'))).toEqual([]);
  });

  test('that are too many are not a short list', async () => {
    const many = Array.from({ length: 501 }, () => asset(1, 'a.sigstore.jsonl'));
    const { store } = await opened('release', serving([release('v1', ...many)]));
    expect(await found(store, SUBJECT)).toEqual(['flooded']);
  });

  test('that cannot be read are a fault', async () => {
    const { store } = await opened('release', ({ line }) =>
      line === ASSET ? { status: 404 } : json([release('v1', asset(1, 'a.sigstore.jsonl'))]),
    );
    expect(await found(store, SUBJECT)).toBe('GITHUB_ANSWER');
  });
});
