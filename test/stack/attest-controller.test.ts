import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256Hex } from '@plumbline/core';
import { startApiServer, type LoopbackApiServer } from '../support/api-server.js';
import { report } from '../support/command.js';
import { createKey, type KeyFiles } from '../support/key.js';
import { startPlumbline } from '../support/process.js';
import { startInstance, whatIsMissing, type Instance } from './instance.js';

const missing = whatIsMissing();
if (missing !== null) console.warn(`skipped: ${missing}`);
const describeWithServers = missing === null ? describe : describe.skip;

const digest = `sha256:${'4b'.repeat(32)}`;

describeWithServers('the attest controller with a timestamp authority and a log', () => {
  jest.setTimeout(240_000);
  let instance: Instance;
  let server: LoopbackApiServer;
  let key: KeyFiles;
  const work = mkdtempSync(join(tmpdir(), 'plumbline-controller-'));
  const at = (name: string): string => join(work, name);
  const file = (name: string, text: string): string => {
    writeFileSync(at(name), text);
    return `{ file: ${name}, sha256: ${sha256Hex(Buffer.from(text))} }`;
  };

  beforeAll(async () => {
    instance = await startInstance();
    server = await startApiServer({ url: 'registry.example/acme/app', digest });
    key = createKey(work, 'attest');
    const services = file('services.json', instance.signingConfig.text);
    writeFileSync(at('.plumbline.yaml'), `trust: { signing: { config: ${services} } }\n`);
  });
  afterAll(async () => {
    instance.close();
    await server.close();
    rmSync(work, { recursive: true });
  });

  const serve = () =>
    startPlumbline(work, [
      ...['attest-controller', '--once', '--api-server', server.address, '--key', 'attest.key'],
      ...['--store', 'dir:records'],
    ]);
  const names = (): readonly string[] => readdirSync(at('records/sha256'));

  test('knows its records after a restart, and they have a trusted time', async () => {
    expect(await serve()).toMatchObject({ status: 0, stdout: 'attested 1 runs\n' });
    const written = names();
    expect(await serve()).toMatchObject({ status: 0, stdout: 'attested 0 runs\n' });
    expect(names()).toEqual(written);

    const first = readFileSync(at(`records/sha256/${written[0] ?? ''}`), 'utf8');
    const [, logId = ''] = /"keyId":"([^"]+)"/.exec(first) ?? [];
    const own = file('root.json', JSON.stringify(instance.trustedRoot(logId)));
    const policy = `trust:
  roots: { own: ${own} }
  keys: { controller: { pem: ${JSON.stringify(key.publicPem)} } }
audit:
  level: 3
  time: required
  custody: { controller: service }
  trigger: { require: optional }
  pipeline: { require: optional }
  configuration: { require: optional }
`;
    const sha256 = sha256Hex(Buffer.from(policy));
    writeFileSync(at('audit.yaml'), policy);
    const pinned = ['--policy', `audit.yaml@sha256:${sha256}`, '--store', 'dir:records'];
    const audited = report(work, ['audit-artifact', digest, ...pinned, '--offline']);
    const found = audited.report.checks.flatMap(({ findings }) => findings);
    expect([audited.status, found]).toEqual([0, []]);
  });
});
