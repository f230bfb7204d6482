import {
  generateKeyPair,
  loadTrustedKeys,
  readPrivateKey,
  signStatement,
  verifyBundle,
} from '../../packages/trust/lib/index.js';
import { createRandom } from '../tekton/generator/random.mjs';
import { expect } from './finding.mjs';

const pair = generateKeyPair('unencrypted');
const key = readPrivateKey(Buffer.from(pair.privateKey), null).value;
const keys = loadTrustedKeys({
  ci: { pem: pair.publicKey, notBefore: null, notAfter: null, revoked: false },
}).value;
const statement = Buffer.from(
  JSON.stringify({
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: 'ci.yml', digest: { sha256: 'ab'.repeat(32) } }],
    predicateType: 'https://plumbline.dev/attestation/pipeline/v1',
    predicate: {},
  }),
);
const good = Buffer.from(signStatement(statement, key).value);
const PARTS = [
  '"',
  '{',
  '}',
  '[]',
  ',',
  'null',
  'A',
  '=',
  ' ',
  '\\u0041',
  '"publicKey":',
  '\ufeff',
];

/** However a bundle is changed: refused, or the statement is byte for byte the one that was signed. */
export function checkBundle(seed) {
  const random = createRandom(seed);
  let text = good.toString('latin1');
  for (let times = 1 + random.below(3); times > 0; times -= 1) text = changed(text, random);
  const result = verifyBundle(Buffer.from(text, 'latin1'), { keys, now: new Date(0) });
  expect(!result.ok || statement.equals(result.value.bytes), () => `accepted: ${text}`);
  expect(result.ok || result.error.code !== '', () => 'refused without a reason');
}

function changed(text, random) {
  const at = random.below(text.length);
  const other = at + random.below(40);
  switch (random.below(5)) {
    case 0:
      return text.slice(0, at) + String.fromCharCode(random.below(256)) + text.slice(at + 1);
    case 1:
      return text.slice(0, at) + random.pick(PARTS) + text.slice(at);
    case 2:
      return text.slice(0, at) + text.slice(other);
    case 3:
      return text.slice(0, other) + text.slice(at);
    default:
      return text.slice(0, at) + random.pick(PARTS) + text.slice(other);
  }
}
