import { expect, test } from '@jest/globals';
import { err, ok, undecidableFault, type Fault, type Result } from '@plumbline/core';
import type { Manifest } from '@plumbline/step';
import { ARTIFACT, chainOf } from '../testing/chain.js';
import { complaints, auditOf } from '../testing/world.js';
import { withPlatforms } from './platforms.js';
import { digestOnly } from './resolve.js';

const AMD = `sha256:${'a1'.repeat(32)}`;
const KEY = `sha256:${ARTIFACT}`;
const NAME = 'ghcr.io/acme/app';
const IMAGE = {
  ...digestOnly(NAME, KEY),
  repository: { registry: 'ghcr.io', repository: 'acme/app' },
};

const part = (platform: string | null, digest: string) => ({ platform, digest });
const manifest = (...manifests: readonly object[]) => ok({ manifests } as unknown as Manifest);
const fault = (code: string) => err(undecidableFault(code, 'no answer'));

async function expanded(answer: Result<Manifest | null, Fault>) {
  const [found] = await withPlatforms([IMAGE], { manifest: () => Promise.resolve(answer) });
  if (found === undefined) throw new Error('nothing');
  return found;
}

test.each<[string, Result<Manifest | null, Fault>, readonly string[], boolean]>([
  ['an image', manifest(), [], false],
  [
    'an index',
    manifest(part('linux/amd64', AMD), part('unknown/unknown', KEY), part(null, KEY)),
    [AMD],
    false,
  ],
  ['offline', fault('REGISTRY_OFFLINE'), [], false],
  ['no answer', fault('REGISTRY_UNREACHABLE'), [], true],
  ['not there', ok(null), [], true],
])('%s', async (_name, answer, parts, isDoubted) => {
  const found = await expanded(answer);
  expect(found.parts.map(({ key }) => key)).toEqual(parts);
  expect(found.doubt !== undefined).toBe(isDoubted);
});

test('what was not named by a repository is asked of none', async () => {
  const file = digestOnly('app.tar', KEY);
  const refuse = () => Promise.reject(new Error('asked'));
  expect(await withPlatforms([file], { manifest: refuse })).toEqual([file]);
});

test('a platform that is no subject fails, one that is not known leaves it open', async () => {
  const chain = chainOf();
  const index = await expanded(manifest(part('linux/amd64', AMD)));
  expect(complaints(await auditOf(chain, { artifact: index }))).toEqual({ artifact: 'fail' });
  const unknown = await expanded(ok(null));
  expect(complaints(await auditOf(chain, { artifact: unknown }))).toEqual({ artifact: 'unknown' });
  expect(complaints(await auditOf(chain, { artifact: await expanded(manifest()) }))).toEqual({});
});
