import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { verifyBundle, verifyMessage, type Trust } from '@plumbline/trust';
import { findCosign } from '../support/peer.js';
import { startInstance, whatIsMissing, type Instance } from './instance.js';
import { SAN } from './issuer.js';
import { mutated, MUTATIONS } from './mutations.js';
import { signed, signersOf, statementOf, trustOf, type BundleJson } from './signing.js';

const peer = findCosign();
const missing = whatIsMissing() ?? ('missing' in peer ? peer.missing : null);
if (missing !== null) console.warn(`skipped: ${missing}`);
const describeWithServers = missing === null ? describe : describe.skip;

const TYPE = 'slsaprovenance1';
const CONTENT = 'one';

/** Who signs what, with what beside it; each is verified by both. */
const KINDS = [
  'statement, key',
  'statement, key, log and timestamp',
  'statement, keyless',
  'file, key, log and timestamp',
  'file, keyless',
] as const;
type Kind = (typeof KINDS)[number];

describeWithServers('cosign', () => {
  jest.setTimeout(300_000);
  let instance: Instance;
  let trust: Trust;
  let other: BundleJson;
  let made: (kind: Kind) => BundleJson;
  const judgements: [string, Kind, string, boolean][] = [];
  const at = (name: string): string => join(instance.folder, name);
  const write = (name: string, content: string | Uint8Array): string => {
    writeFileSync(at(name), content);
    return name;
  };

  /** Runs cosign where it finds no configuration and has no one to ask. */
  function cosign(...args: string[]): { readonly ok: boolean; readonly output: string } {
    const env = { PATH: '', HOME: instance.folder, TUF_ROOT: at('tuf'), COSIGN_PASSWORD: '' };
    const run = spawnSync('path' in peer ? peer.path : '', args, {
      cwd: instance.folder,
      env,
      encoding: 'utf8',
    });
    return { ok: run.status === 0, output: `${run.stdout}${run.stderr}` };
  }

  function must(...args: string[]): void {
    const { ok, output } = cosign(...args);
    if (!ok) throw new Error(output);
  }

  /** Whether cosign accepts a bundle for the artifact. */
  function accepts(kind: Kind, bundle: string, change: { type?: string; artifact?: string } = {}) {
    const { type = TYPE, artifact = 'artifact' } = change;
    const isFile = kind.startsWith('file');
    const services = kind.endsWith('key')
      ? ['--insecure-ignore-tlog']
      : ['--use-signed-timestamps'];
    const signer = kind.endsWith('keyless')
      ? [
          ...['--certificate-identity', SAN, '--certificate-oidc-issuer', instance.issuer.url],
          '--insecure-ignore-sct',
        ]
      : ['--key', 'our.pub'];
    return cosign(
      isFile ? 'verify-blob' : 'verify-blob-attestation',
      ...['--bundle', bundle, '--trusted-root', 'root.json', ...services, ...signer],
      ...(isFile ? [] : ['--type', type]),
      artifact,
    );
  }

  function sign(kind: Kind, bundle: string): void {
    const isFile = kind.startsWith('file');
    const services = kind.endsWith('key') ? 'no-services.json' : 'signing-config.json';
    const signer = kind.endsWith('keyless')
      ? ['--identity-token', instance.issuer.token()]
      : ['--key', 'our.key'];
    must(
      isFile ? 'sign-blob' : 'attest-blob',
      ...['--bundle', bundle, '--signing-config', services, '--trusted-root', 'root.json', '--yes'],
      ...signer,
      ...(isFile ? [] : ['--predicate', 'predicate.json', '--type', TYPE]),
      'artifact',
    );
  }

  function verify(bundle: string) {
    const bytes = readFileSync(at(bundle));
    const options = { ...trust, now: new Date() };
    return bytes.includes('"messageSignature"')
      ? verifyMessage(bytes, { bytes: Buffer.from(CONTENT) }, options)
      : verifyBundle(bytes, options);
  }

  beforeAll(async () => {
    instance = await startInstance();
    const { pair, keyless, witnessed, bare } = signersOf(instance);
    const statement = statementOf(CONTENT, { buildDefinition: {} });
    other = await signed(keyless({ run_id: '41' }), statementOf('two'));
    const ours: Partial<Record<Kind, BundleJson>> = {
      'statement, key': await signed(bare, statement),
      'statement, key, log and timestamp': await signed(witnessed, statement),
      'statement, keyless': await signed(keyless(), statement),
    };
    for (const [kind, bundle] of Object.entries(ours)) {
      write(`ours ${kind}.json`, JSON.stringify(bundle));
    }
    made = (kind) => ours[kind] ?? other;
    const [entry] =
      ours['statement, key, log and timestamp']?.verificationMaterial.tlogEntries ?? [];
    const root = instance.trustedRoot(entry?.logId.keyId ?? '');
    write('root.json', JSON.stringify(root));
    write('artifact', CONTENT);
    write('changed', `${CONTENT}!`);
    write('our.pub', pair.publicKey);
    write('plain.key', pair.privateKey);
    must('import-key-pair', '--key', 'plain.key', '--output-key-prefix', 'our');
    write('our.pub', pair.publicKey);
    write(
      'no-services.json',
      JSON.stringify({ mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.2+json' }),
    );
    write('predicate.json', JSON.stringify({ buildDefinition: {} }));
    trust = trustOf(root, pair.publicKey, instance.issuer);
  });

  afterAll(() => {
    instance.close();
    const row = (cells: readonly unknown[]): string => `| ${cells.map(String).join(' | ')} |`;
    process.stdout.write(
      [
        row(['change', 'bundle', 'plumbline', 'cosign']),
        row(['---', '---', '---', '---']),
        ...judgements.map(([name, kind, code, isAccepted]) =>
          row([name, kind, code, isAccepted ? 'accepted' : 'refused']),
        ),
        '',
      ].join('\n'),
    );
  });

  test.each(KINDS.filter((kind) => kind.startsWith('statement')))(
    'accepts what we sign, and refuses another file and type: %s',
    (kind) => {
      const bundle = `ours ${kind}.json`;
      expect(verify(bundle).ok).toBe(true);
      expect(accepts(kind, bundle)).toMatchObject({ ok: true });
      expect(accepts(kind, bundle, { artifact: 'changed' }).ok).toBe(false);
      expect(accepts(kind, bundle, { type: 'cyclonedx' }).ok).toBe(false);
    },
  );

  test.each(MUTATIONS)('refuses as we do: $name', (mutation) => {
    for (const kind of ['statement, keyless', 'statement, key, log and timestamp'] as const) {
      const bundle = `mutated ${kind}.json`;
      write(bundle, JSON.stringify(mutated(mutation, made(kind), other)));
      const code = kind.endsWith('keyless') ? mutation.keyless : mutation.keyed;
      const verified = verify(bundle);
      expect(verified.ok ? 'accepted' : verified.error.code).toBe(code);
      judgements.push([mutation.name, kind, code, accepts(kind, bundle).ok]);
    }
  });

  test('no change that we refuse is accepted by it', () => {
    const looser = judgements.filter(([, , code, isAccepted]) => code !== 'accepted' && isAccepted);
    expect(looser).toEqual([]);
  });

  test.each(KINDS)('signs what both accept: %s', (kind) => {
    const bundle = `theirs ${kind}.json`;
    sign(kind, bundle);
    expect(accepts(kind, bundle)).toMatchObject({ ok: true });
    expect(verify(bundle)).toMatchObject({ ok: true });
  });
});
