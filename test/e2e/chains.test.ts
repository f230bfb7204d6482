import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { plumbline, report, statuses } from '../support/command.js';
import { createKey } from '../support/key.js';
import { root } from '../support/root.js';

const RECORDED = join(root, 'packages/steps/attest-run/src/testing/fixtures/chains');
const folder = mkdtempSync(join(tmpdir(), 'plumbline-chains-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const STORE = ['--store', 'dir:records', '--offline'];

function policy(keys: Readonly<Record<string, string>>, level: number): string {
  const optional = { require: 'optional' };
  return JSON.stringify({
    trust: { keys: Object.fromEntries(Object.entries(keys).map(([name, pem]) => [name, { pem }])) },
    audit: {
      level,
      time: 'optional',
      custody: { chains: 'service' },
      ...{ trigger: optional, pipeline: optional, configuration: optional, functions: optional },
    },
  });
}

describe('a run that Tekton Chains has signed, and attest-run after it', () => {
  beforeAll(() => {
    const builder = createKey(folder, 'builder');
    const chains = readFileSync(join(RECORDED, 'chains.pub'), 'utf8');
    copyFileSync(join(RECORDED, 'slsa-v2alpha4-tekton.json'), join(folder, 'run.json'));
    const keys = { chains, builder: builder.publicPem };
    writeFileSync(join(folder, '.plumbline.yaml'), policy(keys, 2));
    writeFileSync(join(folder, 'ours.yaml'), policy({ builder: builder.publicPem, chains }, 3));
    const attested = plumbline(folder, [
      'attest-run',
      'run.json',
      '--key',
      'builder.key',
      ...STORE,
    ]);
    expect(attested).toMatchObject({ status: 0 });
  });

  const audit = (...args: string[]) => report(folder, ['audit-artifact', ...args, ...STORE]);
  const IMAGE = `sha256:${'4b'.repeat(32)}`;

  test('is worth level 2 by the record of Chains, and no more', () => {
    const { status, report: found } = audit(IMAGE);
    expect([status, statuses(found)['audit/level']]).toEqual([0, 'pass']);
    expect(audit(IMAGE, '--policy', 'ours.yaml')).toMatchObject({ status: 1 });
  });

  test('says nothing of another artifact', () => {
    expect(audit(`sha256:${'4c'.repeat(32)}`).status).toBe(1);
  });
});
