import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { findCosign } from '../support/peer.js';
import { startInstance, whatIsMissing, type Instance } from './instance.js';
import { SAN } from './issuer.js';
import {
  cosignJudge,
  KINDS,
  libraryJudge,
  ownJudge,
  runCosign,
  type Asked,
  type Court,
  type Judge,
  type Kind,
} from './judges.js';
import { compareTables } from './matrix.js';
import { mutated, MUTATIONS } from './mutations.js';
import { signed, signersOf, statementOf, trustOf, type BundleJson } from './signing.js';

const peer = findCosign();
const missing = whatIsMissing() ?? ('missing' in peer ? peer.missing : null);
if (missing !== null) console.warn(`skipped: ${missing}`);
const describeWithServers = missing === null ? describe : describe.skip;

const CONTENT = 'one';
const STATEMENTS = KINDS.filter((kind) => kind.startsWith('statement'));

describeWithServers('cosign', () => {
  jest.setTimeout(300_000);
  let instance: Instance;
  let court: Court;
  let judges: Readonly<Record<'plumbline' | 'cosign' | 'library', Judge>>;
  let other: BundleJson;
  const write = (name: string, content: string | Uint8Array): void => {
    writeFileSync(join(instance.folder, name), content);
  };

  function must(...args: readonly string[]): void {
    const { ok, output } = runCosign(court, args);
    if (!ok) throw new Error(output);
  }

  function signWithCosign(kind: Kind): void {
    const isFile = kind.startsWith('file');
    const services = kind === 'statement, key' ? 'no-services.json' : 'signing-config.json';
    const signer = kind.endsWith('keyless')
      ? ['--identity-token', instance.issuer.token()]
      : ['--key', 'our.key'];
    const to = ['--bundle', `cosign ${kind}.json`, '--yes', '--trusted-root', 'root.json'];
    must(
      isFile ? 'sign-blob' : 'attest-blob',
      ...[...to, '--signing-config', services, ...signer],
      ...(isFile ? [] : ['--predicate', 'predicate.json', '--type', 'slsaprovenance1']),
      'artifact',
    );
  }

  beforeAll(async () => {
    instance = await startInstance();
    const { pair, keyless, witnessed, bare } = signersOf(instance);
    const statement = statementOf(CONTENT, { buildDefinition: {} });
    other = await signed(keyless({ run_id: '41' }), statementOf('two'));
    const ours: [Kind, BundleJson][] = [
      ['statement, key', await signed(bare, statement)],
      ['statement, key, log and timestamp', await signed(witnessed, statement)],
      ['statement, keyless', await signed(keyless(), statement)],
    ];
    for (const [kind, bundle] of ours) write(`plumbline ${kind}.json`, JSON.stringify(bundle));
    const [entry] = other.verificationMaterial.tlogEntries;
    const root = instance.trustedRoot(entry?.logId.keyId ?? '');
    const trust = trustOf(root, pair.publicKey, instance.issuer);
    const cosign = 'path' in peer ? peer.path : '';
    court = { folder: instance.folder, issuer: instance.issuer.url, trust, cosign };
    judges = {
      plumbline: ownJudge(court),
      cosign: cosignJudge(court),
      library: libraryJudge(court),
    };
    write('root.json', JSON.stringify(root));
    write('artifact', CONTENT);
    write('changed', `${CONTENT}!`);
    write('plain.key', pair.privateKey);
    must('import-key-pair', '--key', 'plain.key', '--output-key-prefix', 'our');
    write('our.pub', pair.publicKey);
    const mediaType = 'application/vnd.dev.sigstore.signingconfig.v0.2+json';
    write('no-services.json', JSON.stringify({ mediaType }));
    write('predicate.json', JSON.stringify({ buildDefinition: {} }));
    KINDS.forEach(signWithCosign);
  });

  afterAll(() => {
    instance.close();
  });

  /** What each makes of a bundle. */
  const verdicts = (asked: Asked): readonly string[] =>
    [judges.plumbline, judges.cosign, judges.library].map((judge) => judge(asked));
  const bundleOf = (by: string, kind: Kind): Asked => ({ kind, bundle: `${by} ${kind}.json` });

  test.each(STATEMENTS)('accepts what we sign, and refuses another file and type: %s', (kind) => {
    const asked = bundleOf('plumbline', kind);
    expect(verdicts(asked)).toEqual(['accepted', 'accepted', 'accepted']);
    expect(judges.cosign({ ...asked, artifact: 'changed' })).toBe('refused');
    expect(judges.cosign({ ...asked, type: 'cyclonedx' })).toBe('refused');
  });

  test.each(KINDS)('signs what all accept: %s', (kind) => {
    expect(verdicts(bundleOf('cosign', kind))).toEqual(['accepted', 'accepted', 'accepted']);
  });

  /** A change of a bundle of ours, and what each makes of it. */
  const judgedChange = (mutation: (typeof MUTATIONS)[number], kind: Kind): readonly string[] => {
    const good = readFileSync(join(instance.folder, `plumbline ${kind}.json`), 'utf8');
    const bundle = `mutated ${kind}.json`;
    write(bundle, JSON.stringify(mutated(mutation, JSON.parse(good) as BundleJson, other)));
    return verdicts({ kind, bundle });
  };

  test.each(MUTATIONS)('accepts nothing that we refuse: $name', (mutation) => {
    for (const kind of ['statement, keyless', 'statement, key, log and timestamp'] as const) {
      const [own = '', theirs = ''] = judgedChange(mutation, kind);
      expect(own).toBe(kind.endsWith('keyless') ? mutation.keyless : mutation.keyed);
      expect([own, theirs]).not.toEqual([expect.stringMatching(/^(?!accepted$)/), 'accepted']);
    }
  });

  test('the page says what was seen here', () => {
    const row = (by: string, asked: Asked, question = ''): readonly string[] => [
      by,
      asked.kind,
      question,
      ...verdicts(asked),
    ];
    const keyless = bundleOf('plumbline', 'statement, keyless');
    const seen = {
      bundles: [
        ...STATEMENTS.map((kind) => row('Plumbline', bundleOf('plumbline', kind))),
        ...KINDS.map((kind) => row('cosign', bundleOf('cosign', kind))),
        row('Plumbline', { ...keyless, artifact: 'changed' }, 'another file'),
        row('Plumbline', { ...keyless, type: 'https://cyclonedx.org/bom' }, 'another type'),
        row('Plumbline', { ...keyless, workflow: SAN.replace('v1', 'v2') }, 'another workflow'),
        row(
          'cosign',
          { ...bundleOf('cosign', 'file, keyless'), artifact: 'changed' },
          'another file',
        ),
      ],
      changes: MUTATIONS.map((mutation) => [
        mutation.name,
        ...judgedChange(mutation, 'statement, keyless'),
        ...judgedChange(mutation, 'statement, key, log and timestamp'),
      ]),
    };
    const { documented, rendered } = compareTables(seen);
    expect(documented).toEqual(rendered);
  });
});
