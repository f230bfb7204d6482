import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { publicGood, verifyBundle, type Trust } from '@plumbline/trust';
import { startInstance, whatIsMissing, type Instance } from './instance.js';
import { mutated, MUTATIONS } from './mutations.js';
import { signed, signersOf, statementOf, trustOf, type BundleJson } from './signing.js';

const missing = whatIsMissing();
if (missing !== null) console.warn(`skipped: ${missing}`);
const describeWithServers = missing === null ? describe : describe.skip;

const NOW = () => new Date();
const bytes = (bundle: unknown): Buffer => Buffer.from(JSON.stringify(bundle));

describeWithServers('a sigstore instance', () => {
  jest.setTimeout(120_000);
  let instance: Instance;
  let trust: Trust;
  let bundles: Record<'keyless' | 'other' | 'keyed' | 'bare', BundleJson>;

  beforeAll(async () => {
    instance = await startInstance();
    const { pair, keyless, witnessed, bare } = signersOf(instance);
    bundles = {
      other: await signed(keyless({ run_id: '41' }), statementOf('two')),
      keyless: await signed(keyless(), statementOf('one')),
      keyed: await signed(witnessed, statementOf('one')),
      bare: await signed(bare, statementOf('one')),
    };
    const [entry] = bundles.keyed.verificationMaterial.tlogEntries;
    const root = instance.trustedRoot(entry?.logId.keyId ?? '');
    trust = trustOf(root, pair.publicKey, instance.issuer);
  });

  afterAll(() => {
    instance.close();
  });

  const verify = (bundle: unknown, change: Partial<Trust> & { readonly now?: Date } = {}) =>
    verifyBundle(bytes(bundle), { now: NOW(), ...trust, ...change });

  test('a keyless signature says who, of which run, and when', () => {
    expect(verify(bundles.keyless)).toMatchObject({
      ok: true,
      value: {
        signer: 'release',
        timeSource: 'tsa',
        certificate: {
          issuer: instance.issuer.url,
          san: 'https://github.com/acme/ci/.github/workflows/attest.yml@refs/tags/v1',
          root: 'own',
          claims: {
            buildSignerUri: 'https://github.com/acme/ci/.github/workflows/attest.yml@refs/tags/v1',
            buildSignerDigest: 'c0ffee00'.repeat(5),
            runnerEnvironment: 'github-hosted',
            sourceRepositoryUri: 'https://github.com/acme/app',
            sourceRepositoryDigest: 'c0ffee00'.repeat(5),
            sourceRepositoryRef: 'refs/heads/main',
            sourceRepositoryId: '1001',
            sourceRepositoryOwnerUri: 'https://github.com/acme',
            sourceRepositoryOwnerId: '2002',
            buildConfigUri:
              'https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main',
            buildConfigDigest: 'c0ffee00'.repeat(5),
            buildTrigger: 'push',
            runInvocationUri: 'https://github.com/acme/app/actions/runs/42/attempts/1',
            sourceRepositoryVisibility: 'private',
          },
        },
      },
    });
  });

  test('a key with witnesses has a trusted time, a bare key has none', () => {
    expect(verify(bundles.keyed)).toMatchObject({
      ok: true,
      value: { signer: 'gate', timeSource: 'tsa', certificate: null },
    });
    expect(verify(bundles.bare)).toMatchObject({ ok: true, value: { signedAt: null } });
  });

  test('two statements of one signer share a certificate, two signers do not', async () => {
    const signer = signersOf(instance).keyless();
    const [one, two] = [
      await signed(signer, statementOf('1')),
      await signed(signer, statementOf('2')),
    ];
    const certificate = ({ verificationMaterial }: BundleJson) => verificationMaterial.certificate;
    expect(certificate(one)).toEqual(certificate(two));
    expect(certificate(one)).not.toEqual(certificate(bundles.keyless));
  });

  describe('is refused', () => {
    test.each(MUTATIONS)('$name', (mutation) => {
      expect(verify(bundles.keyless).ok && verify(bundles.keyed).ok).toBe(true);
      const codes = [bundles.keyless, bundles.keyed].map((bundle) => {
        const verified = verify(mutated(mutation, bundle, bundles.other));
        return verified.ok ? 'accepted' : verified.error.code;
      });
      expect(codes).toEqual([mutation.keyless, mutation.keyed]);
    });

    test.each<[string, (trust: Trust) => Partial<Trust>]>([
      ['another issuer', identity({ issuer: 'https://token.actions.githubusercontent.com' })],
      [
        'another workflow',
        identity({ san: 'https://github.com/acme/ci/.github/workflows/x.yml@*' }),
      ],
      ['a prefix of the subject', identity({ san: 'https://github.com/acme/ci' })],
      ['another repository', identity({ claims: { sourceRepositoryId: '1' } })],
      ['a claim that is not there', identity({ claims: { deploymentEnvironment: 'production' } })],
    ])('identity: %s', (_name, change) => {
      expect(verify(bundles.keyless, change(trust))).toMatchObject({
        ok: false,
        error: { code: 'IDENTITY_UNKNOWN', certificate: { root: 'own' } },
      });
    });

    test('the root of another instance', () => {
      const roots = { own: publicGood.root };
      expect(verify(bundles.keyless, { roots })).toMatchObject({ error: { code: 'LOG_UNKNOWN' } });
      const root = trust.roots['own']?.();
      const known = { ...publicGood.root(), tlogs: root?.tlogs ?? [] };
      const timed = { ...known, timestampAuthorities: root?.timestampAuthorities ?? [] };
      expect(verify(bundles.keyless, { roots: { own: () => known } })).toMatchObject({
        error: { code: 'TIMESTAMP_UNKNOWN' },
      });
      expect(verify(bundles.keyless, { roots: { own: () => timed } })).toMatchObject({
        error: { code: 'CERTIFICATE_UNTRUSTED' },
      });
    });

    test('a time of verification before it was signed', () => {
      const now = new Date(Date.now() - 3_600_000);
      expect(verify(bundles.keyless, { now })).toMatchObject({ error: { code: 'TIME_IN_FUTURE' } });
    });
  });
});

function identity(change: Partial<Trust['identities'][string]>) {
  return ({ identities }: Trust): Partial<Trust> => ({
    identities: Object.fromEntries(
      Object.entries(identities).map(([name, known]) => [name, { ...known, ...change }]),
    ),
  });
}
