import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Instance } from './instance.js';
import {
  cosignJudge,
  isFile,
  isKeyless,
  libraryJudge,
  ownJudge,
  runCosign,
  type Asked,
  type Court,
  type Judge,
  type Kind,
} from './judges.js';
import type { LogVersion } from './log.js';
import { signed, signersOf, statementOf, trustOf, type BundleJson } from './signing.js';

/** Bundles of ours and of cosign's, with those who judge them. */
export interface Session {
  readonly judges: Readonly<Record<'plumbline' | 'cosign' | 'library', Judge>>;
  /** What each makes of a bundle: we, cosign, and the library. */
  readonly verdicts: (asked: Asked) => readonly string[];
  readonly bundleOf: (by: 'plumbline' | 'cosign', kind: Kind) => Asked;
  /** What each makes of a bundle of ours after a change; `other` is a good one with another content, of another run. */
  readonly changed: (
    kind: Kind,
    change: (bundle: BundleJson, other: BundleJson) => BundleJson,
  ) => readonly string[];
}

interface Opening {
  readonly cosign: string;
  readonly kinds: readonly Kind[];
  readonly log: LogVersion;
}

const CONTENT = 'one';
const PREDICATE = { buildDefinition: {} };

/** Has every kind of bundle signed by us, where we sign such, and by cosign. */
export async function openSession(
  instance: Instance,
  { cosign, kinds, log }: Opening,
): Promise<Session> {
  const { folder, issuer } = instance;
  const { pair, keyless, witnessed, bare } = signersOf(instance);
  const another = keyless({ run_id: '41' });
  // Fulcio remembers the keys of the issuer from now on: while cosign runs, nobody here answers.
  const first = await signed(another, statementOf('first'));
  const [entry] = first.verificationMaterial.tlogEntries;
  const root = instance.trustedRoot(entry?.logId.keyId ?? '');
  const trust = trustOf(root, pair.publicKey, issuer);
  const court: Court = { folder, issuer: issuer.url, trust, cosign, log };
  const write = (name: string, content: string): void => {
    writeFileSync(join(folder, name), content);
  };
  write('root.json', JSON.stringify(root));
  write('artifact', CONTENT);
  write('changed', `${CONTENT}!`);
  write('plain.key', pair.privateKey);
  must(court, ['import-key-pair', '--key', 'plain.key', '--output-key-prefix', 'our']);
  write('our.pub', pair.publicKey);
  const mediaType = 'application/vnd.dev.sigstore.signingconfig.v0.2+json';
  write('no-services.json', JSON.stringify({ mediaType }));
  write('predicate.json', JSON.stringify(PREDICATE));
  for (const kind of kinds) {
    signWithCosign(court, kind, issuer.token());
    if (isFile({ kind })) continue;
    const signer = isKeyless({ kind }) ? keyless() : kind === 'statement, key' ? bare : witnessed;
    const bundle = await signed(signer, statementOf(CONTENT, PREDICATE));
    write(`plumbline ${kind}.json`, JSON.stringify(bundle));
  }
  // Its certificate is older than those of the others and its entry younger: both fit to all times.
  const other = await signed(another, statementOf('two'));
  const judges = {
    plumbline: ownJudge(court),
    cosign: cosignJudge(court),
    library: libraryJudge(court),
  };
  const verdicts = (asked: Asked) =>
    [judges.plumbline, judges.cosign, judges.library].map((judge) => judge(asked));
  return {
    judges,
    verdicts,
    bundleOf: (by, kind) => ({ kind, bundle: `${by} ${kind}.json` }),
    changed: (kind, change) => {
      const good = readFileSync(join(folder, `plumbline ${kind}.json`), 'utf8');
      const bundle = `changed ${kind}.json`;
      write(bundle, JSON.stringify(change(JSON.parse(good) as BundleJson, other)));
      return verdicts({ kind, bundle });
    },
  };
}

function must(court: Court, args: readonly string[]): void {
  const { ok, output } = runCosign(court, args);
  if (!ok) throw new Error(output);
}

function signWithCosign(court: Court, kind: Kind, token: string): void {
  const services = kind === 'statement, key' ? 'no-services.json' : 'signing-config.json';
  const signer = isKeyless({ kind }) ? ['--identity-token', token] : ['--key', 'our.key'];
  must(court, [
    isFile({ kind }) ? 'sign-blob' : 'attest-blob',
    ...['--bundle', `cosign ${kind}.json`, '--yes', '--trusted-root', 'root.json'],
    ...['--signing-config', services, ...signer],
    ...(isFile({ kind }) ? [] : ['--predicate', 'predicate.json', '--type', 'slsaprovenance1']),
    'artifact',
  ]);
}
