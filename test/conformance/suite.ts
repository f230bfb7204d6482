import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/root.js';
import type { VerifyCommand } from './verify.js';

const shared = process.env['PLUMBLINE_SHARED'] ?? join(root, '../shared');
const folder = join(shared, 'data/sigstore-conformance/bundle-verify');
const SAN =
  'https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main';
const ISSUER = 'https://token.actions.githubusercontent.com';

/** The vectors of sigstore-conformance; none where its data is absent, which is said. */
export const vectors: readonly string[] = existsSync(folder)
  ? readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
  : [];
if (vectors.length === 0) console.warn(`skipped: ${folder} is absent`);

/** Whether a vector is to be accepted: its name says so. */
export const isGood = (name: string): boolean => !name.endsWith('_fail');

/** The command that the suite gives a client for a vector (its `bundle-verify/README.md`). */
export function commandOf(name: string): VerifyCommand {
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

/** The artifact of a command, as the suite names it by its digest. */
export function digestOf({ artifact }: VerifyCommand): string {
  return `sha256:${createHash('sha256').update(readFileSync(artifact)).digest('hex')}`;
}
