import { expect, test } from '@jest/globals';
import { generateKeyPair } from '../keys/generate.js';
import { readPublicKey } from '../keys/public-key.js';
import { RECORDED } from '../testing/recorded.js';
import { isSignedWith } from './signed-with.js';

const STRANGER = generateKeyPair('unencrypted').publicKey;

test.each([
  ['its own signature, whatever log and timestamp are there', RECORDED.keyed, RECORDED.pem, true],
  ['one by another key', RECORDED.keyed, STRANGER, false],
  ['one by a certificate', RECORDED.keyless, RECORDED.pem, false],
  ['another content', withContentOf(RECORDED.keyed, RECORDED.other), RECORDED.pem, false],
  ['no bundle', '{}', RECORDED.pem, false],
])('a key knows %s', (_what, bundle, pem, expected) => {
  const key = readPublicKey(pem);
  if (!key.ok) throw new Error(key.error.code);
  expect(isSignedWith(Buffer.from(bundle), key.value)).toBe(expected);
});

function withContentOf(bundle: string, other: string): string {
  const payload = (text: string): string => /"payload":"[^"]+"/.exec(text)?.[0] ?? '';
  return bundle.replace(payload(bundle), payload(other));
}
