import { expect, test } from '@jest/globals';
import { err, ok, sha256Hex, usageFault, type FileTree } from '@plumbline/core';
import { builtInPolicy, type Policy, type Ports, type Target } from '@plumbline/step';
import { generateKeyPair } from '@plumbline/trust';
import { openSigner } from './signer.js';

const CONFIG = Buffer.from(
  JSON.stringify({
    mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.2+json',
    caUrls: [
      {
        url: 'https://ca.example',
        majorApiVersion: 1,
        validFor: { start: '2020-01-01T00:00:00Z' },
      },
    ],
    tsaUrls: [
      {
        url: 'https://tsa.example',
        majorApiVersion: 1,
        validFor: { start: '2020-01-01T00:00:00Z' },
      },
    ],
  }),
);
const absent = err(usageFault('FILE', 'absent'));
const tree: FileTree = {
  source: { kind: 'folder' },
  entries: () => ok([]),
  read: (path) => (path === 'signing.json' ? ok(CONFIG) : absent),
};
const target: Target = { name: '.', tree, commit: null, sourceUri: null };

const policyOf = (signing: Partial<Policy['trust']['signing']>): Policy => ({
  ...builtInPolicy,
  trust: { ...builtInPolicy.trust, signing: { ...builtInPolicy.trust.signing, ...signing } },
});

const tokenOf = (claims: unknown): string =>
  ['{}', JSON.stringify(claims), 'x']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.');

function ports(visibility: string | null): Ports {
  const claims = { sub: 'repo:acme/app', ...(visibility && { repository_visibility: visibility }) };
  const only: Partial<Ports> = {
    now: () => new Date('2026-11-28T03:00:00Z'),
    readFile: () => ok(Buffer.from(generateKeyPair('unencrypted').privateKey)),
    identityToken: () => Promise.resolve(ok(tokenOf(claims))),
    post: () => Promise.resolve(absent),
  };
  return only as Ports;
}

const own = { file: 'signing.json', sha256: sha256Hex(CONFIG) };

test.each<[string, string, Partial<Policy['trust']['signing']>, string | null]>([
  ['a public repository', 'public', {}, null],
  ['a private repository', 'private', {}, 'KEYLESS_PRIVATE'],
  ['one that GitHub calls internal', 'internal', {}, 'KEYLESS_PRIVATE'],
  ['one that nobody tells of', '', {}, 'KEYLESS_PRIVATE'],
  ['a private one that accepts the log', 'private', { publicLog: 'accept' }, null],
  ['a private one with an instance of its own', 'private', { config: own }, null],
  [
    'another config than that of the policy',
    'private',
    { config: { ...own, sha256: '0'.repeat(64) } },
    'SIGNING_CONFIG',
  ],
  ['a config that is not there', 'public', { config: { ...own, file: 'x' } }, 'FILE'],
])('keyless in %s', async (_name, visibility, signing, code) => {
  const place = { policy: policyOf(signing), target };
  const signer = await openSigner('keyless', place, ports(visibility || null));
  expect(signer.ok ? null : signer.error.code).toBe(code);
  if (signer.ok) expect(signer.value).toMatchObject({ who: 'repo:acme/app', publicKey: null });
});

test('a key is witnessed by the services of the policy, and by none without', async () => {
  const statement = Buffer.from(
    JSON.stringify({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: 'x', digest: { sha256: '0'.repeat(64) } }],
      predicateType: 'https://example.com/p',
      predicate: {},
    }),
  );
  const sign = async (signing: Partial<Policy['trust']['signing']>) => {
    const signer = await openSigner('a.key', { policy: policyOf(signing), target }, ports(null));
    return signer.ok ? signer.value.sign(statement) : signer;
  };
  expect(await sign({})).toMatchObject({ ok: true });
  expect(await sign({ config: own })).toMatchObject({ error: { code: 'FILE' } });
});

test.each([
  'awskms:///alias/ci',
  'gcpkms://projects/p/locations/l/keyRings/r/cryptoKeys/k',
  'azurekms://vault/key',
  'hashivault://ci',
  'k8s://ns/secret',
  'pkcs11:token=ci',
])('a key of a service is refused before anything is signed or sent: %s', async (key) => {
  const opened = await openSigner(key, { policy: policyOf({}), target }, {} as Ports);
  expect(opened).toMatchObject({ error: { code: 'KEY_KIND' } });
});
