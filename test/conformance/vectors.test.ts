import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { root } from '../support/root.js';
import { verify } from './verify.js';

const shared = process.env['PLUMBLINE_SHARED'] ?? join(root, '../shared');
const folder = join(shared, 'data/sigstore-conformance/bundle-verify');
const SAN =
  'https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main';
const ISSUER = 'https://token.actions.githubusercontent.com';

const names = existsSync(folder)
  ? readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
  : [];
if (names.length === 0) console.warn(`skipped: ${folder} is absent`);

function commandOf(name: string) {
  const at = (file: string) => join(folder, name, file);
  const textOr = (file: string, otherwise: string) =>
    existsSync(at(file)) ? readFileSync(at(file), 'utf8').trim() : otherwise;
  return {
    bundle: at('bundle.sigstore.json'),
    signer: existsSync(at('key.pub'))
      ? { key: at('key.pub') }
      : { san: textOr('identity', SAN), issuer: textOr('issuer', ISSUER) },
    trustedRoot: existsSync(at('trusted_root.json')) ? at('trusted_root.json') : null,
    artifact: existsSync(at('artifact')) ? at('artifact') : join(folder, 'a.txt'),
  };
}

const eachVector = names.length > 0 ? test.each(names) : test.skip.each(['the vectors']);

eachVector('%s', (name) => {
  const command = commandOf(name);
  const isGood = !name.endsWith('_fail');
  const digest = createHash('sha256').update(readFileSync(command.artifact)).digest('hex');
  const verdicts = [command, { ...command, artifact: `sha256:${digest}` }].map(verify);
  expect({ name, verdicts }).toEqual({
    name,
    verdicts: [expect.objectContaining({ ok: isGood }), expect.objectContaining({ ok: isGood })],
  });
});
