import { expect, test } from '@jest/globals';
import { sha256Hex } from '@plumbline/core';
import { generateKeyPair, readPrivateKey, signStatement } from '@plumbline/trust';
import { buildManifest } from '../manifest/build.js';
import { measured, TERMS } from '../manifest/manifest.fixture.js';
import { buildStatement } from '../statement/build.js';
import { describeRecord } from './describe.js';

function signed(statement: Uint8Array): Uint8Array {
  const key = readPrivateKey(Buffer.from(generateKeyPair('unencrypted').privateKey), null);
  const bundle = key.ok ? signStatement(statement, key.value) : key;
  if (!bundle.ok) throw new Error(bundle.error.code);
  return bundle.value;
}

function manifest(): Uint8Array {
  const built = buildManifest(measured(), TERMS);
  if (!built.ok) throw new Error(built.error.code);
  return built.value;
}

const other = buildStatement({
  subjects: [{ name: 'x', uri: null, digest: { sha256: 'ab'.repeat(32) } }],
  predicateType: 'constructor',
  predicate: {},
});

test.each([
  [
    'a signed manifest',
    signed(manifest()),
    { kind: 'pipeline-manifest', signed: true, sha256: sha256Hex(manifest()) },
  ],
  [
    'an unsigned manifest',
    manifest(),
    { kind: 'pipeline-manifest', signed: false, sha256: sha256Hex(manifest()) },
  ],
  ['another kind', signed(other), null],
  ['JSON of another shape', Buffer.from('{}'), null],
  ['no JSON', Buffer.from('--'), null],
  ['nothing', Buffer.alloc(0), null],
])('%s', (_name, bytes, expected) => {
  const described = describeRecord(bytes);
  expect(described.ok ? described.value : null).toEqual(expected);
});
