import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { sha256Hex } from '@plumbline/core';
import { startPlumbline } from '../support/process.js';
import { findCosign } from '../support/peer.js';
import { exportedTaskRun } from '../support/tekton-run.js';
import { startInstance, whatIsMissing, type Instance } from './instance.js';
import { SAN } from './issuer.js';
import { signed, signersOf, statementOf } from './signing.js';

const cosign = findCosign();
const missing = whatIsMissing() ?? ('missing' in cosign ? cosign.missing : null);
if (missing !== null) console.warn(`skipped: ${missing}`);
const describeWithServers = missing === null ? describe : describe.skip;

describeWithServers('evidence that was signed without a key', () => {
  jest.setTimeout(120_000);
  let instance: Instance;
  const at = (...names: string[]): string => join(instance.folder, 'evidence', ...names);

  beforeAll(async () => {
    instance = await startInstance();
    mkdirSync(at('programs'), { recursive: true });
    if ('path' in cosign) symlinkSync(cosign.path, at('programs', 'cosign'));
    const one = await signed(signersOf(instance).witnessed, statementOf('one'));
    const [entry] = one.verificationMaterial.tlogEntries;
    const root = JSON.stringify(instance.trustedRoot(entry?.logId.keyId ?? ''));
    const { signingConfig, issuer } = instance;
    const pinned = (file: string, text: string) => {
      writeFileSync(at(file), text);
      return { file, sha256: sha256Hex(Buffer.from(text)) };
    };
    const policy = {
      trust: {
        roots: { own: pinned('root.json', root) },
        signing: { config: pinned('signing.json', signingConfig.text) },
        identities: { release: { issuer: issuer.url, san: SAN } },
      },
    };
    writeFileSync(at('.plumbline.yaml'), JSON.stringify(policy));
    const image = { url: 'ghcr.io/acme/app', digest: `sha256:${'4b'.repeat(32)}` };
    writeFileSync(at('run.json'), exportedTaskRun(image));
    writeFileSync(at('app.tar'), 'the artifact');
    const args = ['attest-run', 'run.json', '--key', 'keyless', '--store', 'dir:records'];
    const attested = await startPlumbline(at(), [...args, '--subjects', 'app.tar'], {
      SIGSTORE_ID_TOKEN: issuer.token(),
    });
    expect(attested).toMatchObject({ status: 0 });
  });

  afterAll(() => {
    instance.close();
  });

  const verify = (out: string) =>
    spawnSync('sh', [at(out, 'verify.sh')], {
      env: { PATH: `${at('programs')}:/usr/bin:/bin` },
      encoding: 'utf8',
    });

  test('is verified by cosign with the root that was handed over, for that identity alone', async () => {
    const collect = ['evidence', 'collect', 'app.tar', '--store', 'dir:records', '--offline'];
    // The certificate is of a workflow, and the run is one of Tekton: the audit does not take one for the other.
    expect(await startPlumbline(at(), [...collect, '--out', 'out'])).toMatchObject({ status: 1 });
    const good = verify('out').stdout.split('\n');
    expect(good.filter((line) => line.startsWith('FAIL  '))).toEqual([
      'FAIL  app.tar: the audit passed (report.html)',
    ]);
    expect(good.filter((line) => line.endsWith('signed by release'))).toHaveLength(3);

    const swap = String.raw`s,${SAN},${SAN}0,g`;
    spawnSync('sed', ['-i', swap, at('out', 'verify.sh')]);
    const bad = verify('out').stdout.split('\n');
    expect(bad.filter((line) => /^FAIL .*signed by release$/.test(line))).toHaveLength(3);
  });
});
