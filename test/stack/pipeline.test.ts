import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { sha256Hex } from '@plumbline/core';
import { root } from '../support/root.js';
import { startInstance, whatIsMissing, type Instance } from './instance.js';
import { SAN } from './issuer.js';
import { signed, signersOf, statementOf } from './signing.js';

const missing = whatIsMissing();
if (missing !== null) console.warn(`skipped: ${missing}`);
const describeWithServers = missing === null ? describe : describe.skip;

describeWithServers('the command, keyless', () => {
  jest.setTimeout(120_000);
  let instance: Instance;
  let trustedRoot = '';
  const at = (path: string): string => join(instance.folder, 'repository', path);

  function write(path: string, content: string): void {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), content);
  }

  function trustWorkflow(san: string): void {
    const { signingConfig, issuer } = instance;
    write(
      '.plumbline.yaml',
      JSON.stringify({
        trust: {
          roots: { own: { file: 'root.json', sha256: sha256Hex(Buffer.from(trustedRoot)) } },
          signing: {
            config: { file: 'signing.json', sha256: sha256Hex(Buffer.from(signingConfig.text)) },
          },
          identities: { release: { issuer: issuer.url, san } },
        },
      }),
    );
  }

  /** Waits without blocking: Fulcio asks the issuer in this process for its keys. */
  function plumbline(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const command = join(root, 'packages/cli/bin/plumbline.js');
    const options = { cwd: at(''), env: { PATH: process.env['PATH'], ...env } };
    return new Promise<{ readonly status: number; readonly output: string }>((resolve) => {
      const child = execFile(process.execPath, [command, ...args], options, (_error, out, err) => {
        resolve({ status: child.exitCode ?? -1, output: `${out}${err}` });
      });
    });
  }

  beforeAll(async () => {
    instance = await startInstance();
    const { verificationMaterial } = await signed(
      signersOf(instance).witnessed,
      statementOf('one'),
    );
    const [entry] = verificationMaterial.tlogEntries;
    trustedRoot = JSON.stringify(instance.trustedRoot(entry?.logId.keyId ?? ''));
    write('root.json', trustedRoot);
    write('signing.json', instance.signingConfig.text);
    write('.github/workflows/ci.yml', 'on: push\njobs: {}\n');
    trustWorkflow(SAN);
  });

  afterAll(() => {
    instance.close();
  });

  test('signs a pipeline as a workflow, and verifies it offline as that workflow alone', async () => {
    const token = instance.issuer.token();
    const made = await plumbline(['sign-pipeline', '.', '--key', 'keyless'], {
      SIGSTORE_ID_TOKEN: token,
    });
    expect(made).toMatchObject({ status: 0 });
    expect(made.output).not.toContain(token.slice(-40));
    expect(await plumbline(['verify-pipeline', '.', '--offline'])).toMatchObject({ status: 0 });
    trustWorkflow(`${SAN}0`);
    const other = await plumbline(['verify-pipeline', '.', '--offline']);
    expect(other.status).toBe(1);
    expect(other.output).toContain('IDENTITY_UNKNOWN');
  });

  test('without a token nothing is signed', async () => {
    const made = await plumbline(['sign-pipeline', '.', '--key', 'keyless']);
    expect(made.status).toBe(3);
    expect(made.output).toContain('SIGSTORE_ID_TOKEN');
  });
});
