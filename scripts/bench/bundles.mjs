import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../build/workspaces.mjs';
import { measure } from './measure.mjs';

const SCRIPT = join(root, 'scripts', 'bench', 'verify-bundles.mjs');
const COUNT = 1000;
const AT_ONCE = 50;

const sha256 = (text) => createHash('sha256').update(text).digest('hex');

/** A statement about these artifacts. */
const statement = (contents) =>
  Buffer.from(
    JSON.stringify({
      _type: 'https://in-toto.io/Statement/v1',
      subject: contents.map((name) => ({ name, digest: { sha256: sha256(name) } })),
      predicateType: 'https://slsa.dev/provenance/v1',
      predicate: { buildDefinition: { externalParameters: { path: 'x'.repeat(2000) } } },
    }),
  );

/** Signs with an own instance: a certificate, a log entry and a timestamp for each bundle. */
const layBundles = async (work) => {
  const { startInstance, whatIsMissing } = await import('../../test/lib/stack/instance.js');
  const missing = whatIsMissing();
  if (missing !== null) return missing;
  const { SAN } = await import('../../test/lib/stack/issuer.js');
  const { get, signersOf } = await import('../../test/lib/stack/signing.js');
  const instance = await startInstance();
  try {
    const { keyless } = signersOf(instance);
    const sign = async (folder, index, contents) => {
      const bundle = get(await keyless({ run_id: String(index) }).sign(statement(contents)));
      writeFileSync(join(folder, `bundle-${index}.json`), bundle);
      return bundle;
    };
    const one = join(work, 'bundles-of-one');
    const many = join(work, 'bundles-of-1000');
    for (const folder of [one, many]) mkdirSync(folder, { recursive: true });
    let bundle;
    for (let index = 0; index < COUNT; index += AT_ONCE) {
      const batch = Array.from({ length: AT_ONCE }, (_, offset) => index + offset);
      [bundle] = await Promise.all(batch.map((each) => sign(one, each, [`artifact-${each}`])));
    }
    writeFileSync(join(work, 'artifact-950'), 'artifact-950');
    const thousand = (tens) =>
      Array.from({ length: 1000 }, (_, index) => `artifact-${tens}-${index}`);
    for (let tens = 0; tens < 10; tens += 1) await sign(many, tens, thousand(tens));
    const { keyId } = JSON.parse(bundle).verificationMaterial.tlogEntries[0].logId;
    for (const folder of [one, many]) {
      writeFileSync(join(folder, 'root.json'), JSON.stringify(instance.trustedRoot(keyId)));
      const identity = { issuer: instance.issuer.url, san: SAN };
      writeFileSync(join(folder, 'identity.json'), JSON.stringify(identity));
    }
    return { one, many, identity: { issuer: instance.issuer.url, san: SAN } };
  } finally {
    instance.close();
  }
};

const cosignLoop = ({ one, identity }, cosign, work) => {
  for (let index = 0; index < COUNT; index += 1) {
    writeFileSync(join(work, `artifact-${index}`), `artifact-${index}`);
  }
  const loop =
    'for i in $(seq 0 999); do "$COSIGN" verify-blob-attestation --bundle "$DIR/bundle-$i.json" --trusted-root "$DIR/root.json" --certificate-identity "$SAN" --certificate-oidc-issuer "$ISSUER" --use-signed-timestamps --insecure-ignore-sct --type slsaprovenance1 "artifact-$i" || exit; done';
  const env = { COSIGN: cosign, DIR: one, SAN: identity.san, ISSUER: identity.issuer };
  return measure('bash', ['-c', loop], { cwd: work, env, runs: 1, isWarmed: false });
};

/** Peak memory of verifying so many bundles, in MB: it is not to grow with them. */
const memory = (folder, rounds) => {
  const said = execFileSync(process.execPath, [SCRIPT, 'ours', folder, rounds], {
    encoding: 'utf8',
  });
  return `${(Number.parseInt(said, 10) / 1000).toFixed(0)} MB`;
};

/** Verifying keyless bundles: one process of ours, the library alone, and a cosign for each. */
export const bundles = async ({ work, cosign, row }) => {
  const laid = await layBundles(work);
  if (typeof laid === 'string') return console.log(`skipped: ${laid}`);
  const run = (how, folder) => measure(process.execPath, [SCRIPT, how, folder], { runs: 3 });
  const ours = run('ours', laid.one);
  row(`plumbline, ${COUNT} bundles, one process`, ours);
  const peaks = ['1', '10'].map((rounds) => memory(laid.one, rounds));
  console.log(`at most ${peaks.join(' and ')} of memory for ${COUNT} and ${10 * COUNT} bundles`);
  const library = run('library', laid.one);
  row(
    '@sigstore/verify alone, the same',
    library,
    `${(library.cpu / ours.cpu).toFixed(1)} times the CPU`,
  );
  row('plumbline, 10 bundles of 1000 artifacts', run('ours', laid.many));
  if (!cosign) return console.log('skipped: cosign is not installed');
  const theirs = cosignLoop(laid, cosign, work);
  row(`cosign, ${COUNT} processes`, theirs, `${(theirs.cpu / ours.cpu).toFixed(1)} times the CPU`);
};
