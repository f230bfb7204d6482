import { describe, expect, test } from '@jest/globals';
import { verdictOf } from '@plumbline/core';
import { DAY, DIGEST, must, newSigner, NOW, signed, trustIn } from '../testing/acme.js';
import { memoryTree, type Files } from '../testing/memory-tree.js';
import { openRelease, verifyRelease } from '../verify/verify-catalog.js';
import { moveTo } from './moved-names.js';
import { relocate } from './relocate.js';

const vendor = newSigner();
const corp = newSigner();
const RELEASE = signed(vendor);

function opened(files: Files, by = vendor) {
  const release = must(openRelease(memoryTree(files), trustIn(by)));
  if (!release.ok) throw new Error(release.error.code);
  return release.value;
}

function copy(files: Files = RELEASE) {
  const latestUntil = new Date(NOW.getTime() + 7 * DAY);
  return relocate(opened(files), {
    to: 'mirror.corp.example/acme',
    signer: corp,
    latestUntil,
    generator: '0.1.0',
  });
}

describe('a copy', () => {
  const files = Object.fromEntries(must(copy()).files);
  const release = opened(files, corp);

  test('passes with the key of the company, and not with that of the vendor', () => {
    const nothing = { minSerial: 17, source: null, images: null };
    const verified = verifyRelease(must(openRelease(memoryTree(files), trustIn(corp))), nothing);
    expect(verified.checks.filter(({ status }) => status === 'fail' || status === 'error')).toEqual(
      [],
    );
    expect(verdictOf(verified.checks)).toBe('pass');
    expect(must(openRelease(memoryTree(files), trustIn(vendor))).ok).toBe(false);
  });

  test('keeps every digest of an image, and says what it was taken from', () => {
    expect(release.catalog.images).toEqual([
      { ref: 'mirror.corp.example/acme/acme/lint:1', digest: DIGEST, base: null },
      { ref: 'mirror.corp.example/acme/tools:2', digest: DIGEST, base: null },
    ]);
    const { upstream, serial } = release.signed.value;
    expect([upstream?.statement, upstream?.key, serial]).toEqual([
      opened(RELEASE).signed.statementSha256,
      vendor.publicKey.fingerprint,
      17,
    ]);
    expect(files['upstream.sigstore.json']).toEqual(RELEASE['catalog.sigstore.json']);
  });

  test('changes of a Task the name of the image and the signature', () => {
    const path = 'tekton-tasks/deploy/1.2.0/deploy.yaml';
    const [before, after] = [RELEASE, files].map((all) =>
      Buffer.from(all[path] ?? '')
        .toString()
        .replace(/signature: .*/, ''),
    );
    expect(after).toBe(
      before?.replace('registry.corp.example/tools', 'mirror.corp.example/acme/tools'),
    );
    expect(files['actions/notify/dist/index.js']).toEqual(RELEASE['actions/notify/dist/index.js']);
  });
});

test('a release of which something is missing is not copied', () => {
  const less = Object.fromEntries(
    Object.entries(RELEASE).filter(([path]) => path !== 'actions/notify/dist/index.js'),
  );
  expect(copy(less)).toMatchObject({ ok: false, error: { code: 'CATALOG_INCOMPLETE' } });
});

describe('names', () => {
  test('what they have in common is replaced', () => {
    const move = moveTo('r.example/x', ['ghcr.io/acme/acme:1', 'ghcr.io/acme/tasks/a:1']);
    expect(move('ghcr.io/acme/tasks/a:1')).toBe('r.example/x/tasks/a:1');
    expect(move(`ghcr.io/acme/acme:1@${DIGEST}`)).toBe(`r.example/x/acme:1@${DIGEST}`);
  });

  test('without anything in common the registry of each is', () => {
    const move = moveTo('r.example', ['alpine:3', 'ghcr.io/acme/a:1']);
    expect([move('alpine:3'), move('ghcr.io/acme/a:1')]).toEqual([
      'r.example/library/alpine:3',
      'r.example/acme/a:1',
    ]);
  });
});
