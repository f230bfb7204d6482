import { describe, expect, test } from '@jest/globals';
import { err, ok, sha256Hex } from '@plumbline/core';
import type { StoredRecord } from '@plumbline/step';
import {
  generateKeyPair,
  loadTrustedKeys,
  readPrivateKey,
  signStatement,
  verifyBundle,
} from '@plumbline/trust';
import { buildStatement } from '../statement/build.js';
import { IMAGE } from '../testing/samples.js';
import { createJudge, type Authenticate } from './judged.js';

const signer = newSigner();
const stranger = newSigner();
const KEYS = loadTrustedKeys({
  ci: { pem: signer.pem, notBefore: null, notAfter: null, revoked: false },
});

function newSigner() {
  const pair = generateKeyPair('unencrypted');
  const key = readPrivateKey(Buffer.from(pair.privateKey), null);
  if (!key.ok) throw new Error(key.error.message);
  return { key: key.value, pem: pair.publicKey };
}

function stored(index: number, { key } = signer): StoredRecord {
  const predicateType = 'https://example.com/v1';
  const statement = buildStatement({ subjects: [IMAGE], predicateType, predicate: { index } });
  const bundle = signStatement(statement, key);
  if (!bundle.ok) throw new Error(bundle.error.message);
  return { kind: 'unknown', sha256: sha256Hex(bundle.value), bytes: bundle.value };
}

/** More of them than are remembered. */
const MANY = Array.from({ length: 150 }, (_, index) => stored(index));

/** Judges by the key, and counts how often it is asked. */
function counting() {
  let asked = 0;
  const authenticate: Authenticate = (bundle) => {
    asked += 1;
    if (!KEYS.ok) throw new Error(KEYS.error.message);
    const verified = verifyBundle(bundle, { keys: KEYS.value, now: new Date() });
    if (!verified.ok) {
      return err({ standing: 'untrusted', reason: verified.error.code, signer: null });
    }
    const { bytes, statement, signer: name, signedAt } = verified.value;
    const identity = { key: null, issuer: null, identity: null };
    return ok({ bytes, statement, signer: { name, identity, certificate: null }, signedAt });
  };
  return { judge: createJudge(authenticate), asked: () => asked };
}

describe('a record that is met again', () => {
  test('is judged as before, its signature once, also after it was forgotten', () => {
    const { judge, asked } = counting();
    const first = MANY.map((record) => judge(record, 'one'));
    expect(MANY.map((record) => judge(record, 'one'))).toEqual(first);
    expect(first[0]).toMatchObject({ signer: { name: 'ci' }, subjects: [IMAGE] });
    expect(asked()).toBe(MANY.length);
  });

  test('is the same while it is remembered, and another once it was forgotten', () => {
    const { judge } = counting();
    const [first, ...rest] = MANY;
    if (first === undefined) throw new Error('no record');
    const judged = judge(first, 'one');
    expect(judge(first, 'one')).toBe(judged);
    for (const record of rest) judge(record, 'one');
    expect(judge(first, 'one')).not.toBe(judged);
  });

  test('stays refused', () => {
    const { judge, asked } = counting();
    const junk = stored(0, stranger);
    const refused = judge(junk, 'one');
    for (const record of MANY) judge(record, 'one');
    expect(judge(junk, 'one')).toEqual(refused);
    expect(refused).toMatchObject({ standing: 'untrusted' });
    expect(asked()).toBe(MANY.length + 1);
  });
});
