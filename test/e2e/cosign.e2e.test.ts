import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Closure } from '@plumbline/pipeline';
import {
  buildManifest,
  compareManifest,
  fileDigests,
  parseManifest,
  PIPELINE_PREDICATE,
  type MeasuredClosure,
} from '@plumbline/records';
import {
  generateKeyPair,
  loadTrustedKeys,
  readPrivateKey,
  signStatement,
  verifyBundle,
} from '@plumbline/trust';
import { findCosign } from '../support/peer.js';

const PASSWORD = 'correct horse battery staple';
const NOW = new Date('2026-11-21T12:00:00Z');
const IMAGE = 'c0ffee00'.repeat(8);
const FILES: Readonly<Record<string, string>> = {
  '.github/workflows/ci.yml': 'on: push\n',
  'tasks/größe.yaml': 'kind: Task\n',
  'empty.yml': '',
};

const peer = findCosign();
if ('missing' in peer) console.warn(`skipped: ${peer.missing}`);
const describeWithCosign = 'missing' in peer ? describe.skip : describe;

let folder = '';
const at = (name: string) => join(folder, name);

function write(name: string, content: string | Uint8Array): string {
  mkdirSync(dirname(at(name)), { recursive: true });
  writeFileSync(at(name), content);
  return at(name);
}

/** Runs cosign where it finds no configuration and has no one to ask. */
function cosign(...args: string[]): { readonly ok: boolean; readonly output: string } {
  const env = { PATH: '', HOME: folder, TUF_ROOT: at('tuf'), COSIGN_PASSWORD: PASSWORD };
  const path = 'path' in peer ? peer.path : '';
  const run = spawnSync(path, args, { cwd: folder, env, encoding: 'utf8' });
  return { ok: run.status === 0, output: `${run.stdout}${run.stderr}` };
}

function accepts(
  bundle: string,
  file: string,
  change: { key?: string; type?: string } = {},
): boolean {
  const { key = 'ours.pub', type = PIPELINE_PREDICATE } = change;
  const options = ['--key', key, '--bundle', bundle, '--insecure-ignore-tlog', '--type', type];
  return cosign('verify-blob-attestation', ...options, file).ok;
}

/** Signs with cosign, and with no service. */
function attest(key: string, bundle: string, ...what: string[]): void {
  const config = { mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.2+json' };
  write('signing.json', JSON.stringify(config));
  const options = ['--key', key, '--bundle', bundle, '--signing-config', 'signing.json', '--yes'];
  const { ok, output } = cosign('attest-blob', ...options, ...what);
  if (!ok) throw new Error(output);
}

function measured(): MeasuredClosure {
  const image = {
    id: 'image:node',
    kind: 'image' as const,
    ref: `ghcr.io/acme/node:24@sha256:${IMAGE}`,
    path: null,
    line: 1,
    status: 'pinned' as const,
    resolver: 'oci' as const,
    digests: { sha256: IMAGE },
    reason: null,
    sites: [],
  };
  const files = Object.keys(FILES).sort();
  const counted = { seen: files.length, other: 0 };
  const closure: Closure = { nodes: [image], edges: [], unreadable: [], files, counted };
  return {
    closure,
    digests: new Map(files.map((path) => [path, fileDigests(Buffer.from(FILES[path] ?? ''))])),
  };
}

function statement(): Uint8Array {
  const built = buildManifest(measured(), {
    source: { uri: null, commit: null },
    refClass: 'any',
    serial: 1,
    issuedAt: NOW,
    expiresAt: new Date('2027-02-19T12:00:00Z'),
    previous: null,
    policySha256: null,
    version: '0.1.0',
  });
  if (!built.ok) throw new Error(built.error.code);
  return built.value;
}

function sign(key: string): Uint8Array {
  const read = readPrivateKey(readFileSync(at(key)), PASSWORD);
  const bundle = read.ok ? signStatement(statement(), read.value) : read;
  if (!bundle.ok) throw new Error(bundle.error.code);
  return bundle.value;
}

function verify(bundle: string, key: string) {
  const pem = readFileSync(at(key), 'utf8');
  const keys = loadTrustedKeys({
    signer: { pem, notBefore: null, notAfter: null, revoked: false },
  });
  if (!keys.ok) throw new Error(keys.error.code);
  const options = { keys: keys.value, now: NOW, predicateType: PIPELINE_PREDICATE };
  return verifyBundle(readFileSync(at(bundle)), options);
}

function edited(bundle: string, edit: (json: string) => string): string {
  return write('edited.json', edit(readFileSync(at(bundle), 'utf8')));
}

/** Decodes a base64 field of a bundle, changes the bytes and writes them back. */
function rewritten(field: string, change: (bytes: Buffer) => Buffer): (json: string) => string {
  return (json) =>
    json.replace(new RegExp(`(?<="${field}":")[^"]*`), (text) =>
      change(Buffer.from(text, 'base64')).toString('base64'),
    );
}

describeWithCosign('cosign', () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'plumbline-cosign-'));
    for (const [path, content] of Object.entries(FILES)) write(path, content);
    for (const name of ['ours', 'other']) {
      const pair = generateKeyPair({ password: PASSWORD });
      write(`${name}.key`, pair.privateKey);
      write(`${name}.pub`, pair.publicKey);
    }
    cosign('generate-key-pair', '--output-key-prefix', 'theirs');
    write('ours.json', sign('ours.key'));
    write('statement.json', statement());
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test.each(Object.keys(FILES))('accepts our manifest for %s', (file) => {
    expect(accepts('ours.json', file)).toBe(true);
  });

  describe('refuses what we refuse', () => {
    test('a changed file', () => {
      write('changed.yml', 'on: pull_request\n');
      expect(accepts('ours.json', 'changed.yml')).toBe(false);
    });

    test('another key', () => {
      expect(accepts('ours.json', 'empty.yml', { key: 'other.pub' })).toBe(false);
      expect(verify('ours.json', 'other.pub')).toMatchObject({ error: { code: 'KEY_UNKNOWN' } });
    });

    test('another type', () => {
      expect(accepts('ours.json', 'empty.yml', { type: `${PIPELINE_PREDICATE}2` })).toBe(false);
    });

    const flipped = rewritten('sig', (bytes) => {
      bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
      return bytes;
    });
    const higher = rewritten('payload', (bytes) =>
      Buffer.from(bytes.toString().replace('"serial":1', '"serial":9')),
    );
    test.each<[string, (json: string) => string, boolean]>([
      ['nothing edited', (json) => json, true],
      ['signature', flipped, false],
      ['payload', higher, false],
      ['payload type', (json) => json.replace('in-toto+json', 'other+json'), false],
      [
        'second signature',
        (json) => json.replace('"signatures":[', '"signatures":[{"sig":"AAAA"},'),
        false,
      ],
      ['no signature', (json) => json.replace(/"signatures":\[.*?\]/, '"signatures":[]'), false],
      ['media type', (json) => json.replace('v0.3', 'v9.9'), false],
      ['unknown field', (json) => json.replace('{', '{"more":1,'), false],
      ['duplicate field', (json) => json.replace('{', '{"dsseEnvelope":{},'), false],
      ['cut off', (json) => json.slice(0, -20), false],
    ])('%s', (_name, edit, good) => {
      edited('ours.json', edit);
      expect(accepts('edited.json', 'empty.yml')).toBe(good);
      expect(verify('edited.json', 'ours.pub').ok).toBe(good);
    });
  });

  test('uses our encrypted key, and names the same public key', () => {
    const { ok, output } = cosign('public-key', '--key', 'ours.key');
    expect(ok).toBe(true);
    expect(output).toContain(readFileSync(at('ours.pub'), 'utf8'));
    attest('ours.key', 'by-cosign.json', '--statement', 'statement.json');
    expect(verify('by-cosign.json', 'ours.pub')).toMatchObject({ ok: true });
  });

  test('its encrypted key signs a manifest here that it accepts', () => {
    write('theirs.json', sign('theirs.key'));
    expect(accepts('theirs.json', 'empty.yml', { key: 'theirs.pub' })).toBe(true);
  });

  test('a manifest that it has signed is read here, and agrees with the files', () => {
    attest('theirs.key', 'manifest.json', '--statement', 'statement.json');
    const verified = verify('manifest.json', 'theirs.pub');
    if (!verified.ok) throw new Error(verified.error.code);
    const manifest = parseManifest(verified.value.bytes);
    if (!manifest.ok) throw new Error(manifest.error);
    expect(compareManifest(manifest.value, measured())).toEqual({
      missing: [],
      extra: [],
      changed: [],
    });
  });

  test('its statement v0.1 is verified here', () => {
    write('predicate.json', '{}');
    attest(
      'theirs.key',
      'v01.json',
      '--predicate',
      'predicate.json',
      '--type',
      PIPELINE_PREDICATE,
      'empty.yml',
    );
    expect(verify('v01.json', 'theirs.pub')).toMatchObject({
      ok: true,
      value: { statement: { type: 'https://in-toto.io/Statement/v0.1' } },
    });
  });
});
