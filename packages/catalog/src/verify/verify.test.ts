import { describe, expect, test } from '@jest/globals';
import { sha256Hex } from '@plumbline/core';
import { signLatest } from '../release/sign-catalog.js';
import { parseCatalog } from '../model/catalog-file.js';
import {
  ACME,
  built,
  COMMIT,
  DAY,
  DIGEST,
  folderOf,
  must,
  newSigner,
  NOW,
  signed,
  taskOf,
  TERMS,
  trustIn,
} from '../testing/acme.js';
import { memoryTree, type Files } from '../testing/memory-tree.js';
import type { Trust } from '../release/open-signed.js';
import { catalogRefs, type Fetched } from './check-elsewhere.js';
import { openRelease, verifyRelease, type Against } from './verify-catalog.js';

const signer = newSigner();
const MANIFEST = { 'deploy/guard/rbac.yaml': 'kind: Role\n' };
const RELEASE = signed(signer, { ...folderOf(built()), ...MANIFEST });
const NOTHING: Against = { minSerial: null, source: null, images: null };

function statuses(
  files: Files,
  against: Partial<Against> = {},
  trust: Trust = trustIn(signer),
): Readonly<Record<string, string>> {
  const opened = must(openRelease(memoryTree(files), trust));
  const { checks } = verifyRelease(opened, { ...NOTHING, ...against });
  return Object.fromEntries(checks.map(({ id, status }) => [id.replace('catalog/', ''), status]));
}

const without = (...paths: readonly string[]): Files =>
  Object.fromEntries(Object.entries(RELEASE).filter(([path]) => !paths.includes(path)));
const textOf = (path: string): string => Buffer.from(RELEASE[path] ?? '').toString();
const edited = (path: string, change: (text: string) => string): Files => ({
  ...RELEASE,
  [path]: change(textOf(path)),
});
const at = (days: number): Trust => trustIn(signer, new Date(NOW.getTime() + days * DAY));

const DEPLOY = 'tekton-tasks/deploy/1.2.0/deploy.yaml';
const OLD_DEPLOY = 'tekton-1.9/deploy/1.2.0/deploy.yaml';

test('a release as it was signed passes everything that can be asked offline', () => {
  const result = statuses(RELEASE);
  expect(
    Object.entries(result)
      .filter(([, status]) => status !== 'pass')
      .map(([id]) => id),
  ).toEqual(['rollback', 'images', 'source']);
});

test('files that were not downloaded are not held against it', () => {
  const only = ['catalog.json', 'catalog.sigstore.json', 'latest.sigstore.json'];
  const few = Object.fromEntries(Object.entries(RELEASE).filter(([path]) => only.includes(path)));
  expect(Object.values(statuses(few))).not.toContain('fail');
});

describe('what is refused', () => {
  test.each<[string, Files, string]>([
    [
      'a changed action',
      edited('actions/notify/dist/index.js', (text) => `${text}evil();`),
      'changed',
    ],
    ['a changed Task', edited(DEPLOY, (text) => text.replace('echo hi', 'echo ho')), 'changed'],
    [
      'a changed Task of the other variant',
      edited(OLD_DEPLOY, (text) => text.replace('echo hi', 'echo ho')),
      'changed',
    ],
    ['a link in the place of a file', { ...RELEASE, 'actions/notify/action.yml': null }, 'changed'],
    [
      'a Task that was not signed',
      { ...RELEASE, 'tekton-tasks/evil/1.0.0/evil.yaml': taskOf('evil') },
      'extra',
    ],
    ['a file beside a manifest', { ...RELEASE, 'deploy/evil.yaml': '' }, 'extra'],
    ['a file beside an action', { ...RELEASE, 'actions/notify/dist/more.js': '' }, 'extra'],
    [
      'a blob beside the bundles',
      { ...RELEASE, [`oci/blobs/sha256/${'00'.repeat(32)}`]: '' },
      'extra',
    ],
    [
      'an index with one digit changed',
      edited('catalog.json', (text) => text.replace(COMMIT, COMMIT.replace('9', '8'))),
      'signature',
    ],
    [
      'the statement of another kind',
      { ...RELEASE, 'catalog.sigstore.json': RELEASE['latest.sigstore.json'] ?? '' },
      'signature',
    ],
  ])('%s', (_name, files, id) => {
    expect(statuses(files)[id]).toBe('fail');
  });

  test('an unknown key, and a foreign signer', () => {
    expect(statuses(RELEASE, {}, trustIn(newSigner()))).toEqual({ signature: 'fail' });
    expect(statuses(signed(newSigner()))).toEqual({ signature: 'fail' });
  });

  test('a Task whose signature is of another key', () => {
    const other = signed(newSigner());
    const folder = { ...folderOf(built()), ...signed(signer) };
    expect(statuses({ ...folder, [DEPLOY]: other[DEPLOY] ?? '' })).toMatchObject({
      changed: 'fail',
      signatures: 'fail',
      bundles: 'fail',
    });
  });

  test('one that has expired, and one of the future', () => {
    expect(statuses(RELEASE, {}, at(179))['expired']).toBe('pass');
    expect(statuses(RELEASE, {}, at(180))['expired']).toBe('fail');
    expect(statuses(RELEASE, {}, at(-1))['expired']).toBe('fail');
  });

  test('a serial below the last accepted one', () => {
    expect(statuses(RELEASE, { minSerial: 17 })['rollback']).toBe('pass');
    expect(statuses(RELEASE, { minSerial: 18 })['rollback']).toBe('fail');
  });
});

describe('the latest', () => {
  const catalogSha256 = sha256Hex(RELEASE['catalog.json'] ?? '');
  const latest = {
    name: 'acme/ci',
    version: '2026.11.0',
    serial: 17,
    catalogSha256,
    issuedAt: NOW,
    revoked: [],
    generator: '0.1.0',
  };
  const saying = (change: object, by = signer): Files => ({
    ...RELEASE,
    'latest.sigstore.json': must(
      signLatest({ ...latest, expiresAt: new Date(NOW.getTime() + 7 * DAY), ...change }, by),
    ),
  });

  test.each<[string, Files, string]>([
    ['none', without('latest.sigstore.json'), 'error'],
    ['a newer one', saying({ serial: 18, catalogSha256: 'cd'.repeat(32) }), 'fail'],
    ['one for another file', saying({ catalogSha256: 'cd'.repeat(32) }), 'fail'],
    ['one by another key', saying({}, newSigner()), 'fail'],
    ['one for eight days', saying({ expiresAt: new Date(NOW.getTime() + 8 * DAY) }), 'fail'],
    ['one of now', saying({}), 'pass'],
  ])('%s', (_name, files, status) => {
    expect(statuses(files)['latest']).toBe(status);
  });

  test('one of more than seven days ago cannot decide', () => {
    expect(statuses(RELEASE, {}, at(6))['latest']).toBe('pass');
    expect(statuses(RELEASE, {}, at(7))['latest']).toBe('error');
  });

  test('what it revokes is refused, at its version alone', () => {
    const revoked = {
      name: 'deploy',
      version: '1.2.0',
      reason: 'CVE-2026-40938',
      since: '2026-11-20',
      advisory: null,
      replacedBy: '1.2.1',
    };
    expect(statuses(saying({ revoked: [revoked] }))['revoked']).toBe('fail');
    expect(statuses(saying({ revoked: [{ ...revoked, version: '1.1.0' }] }))['revoked']).toBe(
      'pass',
    );
  });
});

describe('elsewhere', () => {
  const refs = catalogRefs(
    must(parseCatalog('catalog.json', Buffer.from(RELEASE['catalog.json'] ?? ''))),
  );
  const fetched = (answer: Fetched) => new Map(refs.map((ref) => [ref, answer]));

  test('registries are asked for images and bundles of both variants', () => {
    expect(refs).toContain(`registry.corp.example/tools:2@${DIGEST}`);
    expect(refs.filter((ref) => ref.includes('/tasks/'))).toHaveLength(4);
  });

  test.each<[string, Fetched, string]>([
    ['another manifest', { bytes: Buffer.from('{}') }, 'fail'],
    ['no manifest', { missing: '404' }, 'fail'],
    ['no answer', { unknown: 'connection refused' }, 'error'],
  ])('%s', (_name, answer, status) => {
    expect(statuses(RELEASE, { images: fetched(answer) })['images']).toBe(status);
  });

  test('a manifest with the digest is the one', () => {
    const bytes = Buffer.from('{"schemaVersion":2}');
    const pin = `sha256:${sha256Hex(bytes)}`;
    const files = { ...ACME, 'task/lint/0.3/lint.yaml': taskOf('lint') };
    const release = signed(
      signer,
      folderOf(
        built(files, { pins: new Map([['registry.corp.example/tools:2', pin]]), bundles: null }),
      ),
    );
    const images = new Map([[`registry.corp.example/tools:2@${pin}`, { bytes }]]);
    expect(statuses(release, { images })['images']).toBe('pass');
    expect(statuses(release, { images: new Map() })['images']).toBe('error');
  });

  test('actions are compared with their commit', () => {
    expect(statuses(RELEASE, { source: memoryTree(ACME) })['source']).toBe('pass');
    const other = { ...ACME, 'actions/notify/dist/index.js': 'other();' };
    expect(statuses(RELEASE, { source: memoryTree(other) })['source']).toBe('fail');
    expect(statuses(RELEASE, { source: memoryTree({}) })['source']).toBe('fail');
  });
});

describe('signing', () => {
  test('leaves good signatures as they are', () => {
    const again = signed(signer, RELEASE);
    expect(again[DEPLOY]).toEqual(RELEASE[DEPLOY]);
    expect(again[OLD_DEPLOY]).toEqual(RELEASE[OLD_DEPLOY]);
    expect(again['catalog.json']).toEqual(RELEASE['catalog.json']);
  });

  test.each<[string, Files, string]>([
    [
      'a file changed since it was built',
      { 'actions/notify/dist/index.js': 'evil();' },
      'CATALOG_CHANGED',
    ],
    ['a Task changed since it was built', { [DEPLOY]: taskOf('deploy') }, 'CATALOG_CHANGED'],
    ['a link', { 'actions/notify/link': null }, 'CATALOG_FILE'],
    [
      'an index that names a path outside',
      { 'catalog.json': textOf('catalog.json').replaceAll('actions/notify', '../notify') },
      'CATALOG_MALFORMED',
    ],
    [
      'an index with a step twice',
      { 'catalog.json': textOf('catalog.json').replaceAll('"notify"', '"fetch-url"') },
      'CATALOG_MALFORMED',
    ],
    ['no index', { 'catalog.json': null }, 'CATALOG_MISSING'],
  ])('refuses %s', (_name, change, code) => {
    expect(() => signed(signer, { ...folderOf(built()), ...change })).toThrow(code);
  });

  test('what it follows is part of the statement', () => {
    const terms = { ...TERMS, serial: 18, previous: 'ef'.repeat(32) };
    const opened = must(
      openRelease(memoryTree(signed(signer, folderOf(built()), { terms })), trustIn(signer)),
    );
    expect(opened).toMatchObject({
      ok: true,
      value: { signed: { value: { serial: 18, previous: 'ef'.repeat(32) } } },
    });
  });
});
