import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sha256Hex } from '@plumbline/core';
import { describeRecord } from '@plumbline/records';
import type { Report } from '@plumbline/report';
import { peekSigner } from '@plumbline/trust';
import type { RunOutcome } from '../runner/runner.js';
import { describeRuns, useSetting } from '../runner/setting.js';
import { report } from '../support/command.js';
import { startInstance, whatIsMissing, type Instance } from './instance.js';
import { startJobTokens, type JobTokens } from './job-tokens.js';
import { ARTIFACT, releaseKeyless, workflowUri, type Attester } from './keyless-release.js';
import { signed, signersOf, statementOf } from './signing.js';

const missing = whatIsMissing();
if (missing !== null) console.warn(`skipped: ${missing}`);
const describeAttest = missing === null ? describeRuns : describe.skip;

const digest = (text: string): string => sha256Hex(Buffer.from(text));

/** The part of a report that is the audit's own. */
interface AuditPart {
  readonly audit: {
    readonly artifacts: readonly {
      readonly buildLevel: number;
      readonly refused: readonly { readonly standing: string }[];
    }[];
  };
}

describeAttest('attest.yml without a key, on the runner and with the servers of sigstore', () => {
  const setting = useSetting();
  const work = mkdtempSync(join(tmpdir(), 'plumbline-attest-'));
  const runs: Partial<Record<Attester, RunOutcome>> = {};
  let instance: Instance;
  let tokens: JobTokens;
  let root = '';

  beforeAll(async () => {
    instance = await startInstance({ server: setting().gitHub.serverUrl });
    tokens = await startJobTokens(instance.issuer);
    const one = await signed(signersOf(instance).witnessed, statementOf('one'));
    const [entry] = one.verificationMaterial.tlogEntries;
    root = JSON.stringify(instance.trustedRoot(entry?.logId.keyId ?? ''));
    const at = { setting: setting(), tokens, root, config: instance.signingConfig.text };
    for (const attester of ['attest.yml', 'a job of the caller'] as const)
      runs[attester] = await releaseKeyless(at, attester, join(work, attester));
    tokens.close();
    instance.close();
  }, 240_000);
  afterAll(() => {
    rmSync(work, { recursive: true });
  });

  const recordsOf = (attester: Attester) =>
    readdirSync(join(work, attester, 'sha256')).map((name) => {
      const bytes = readFileSync(join(work, attester, 'sha256', name));
      const described = describeRecord(bytes);
      const signer = peekSigner(bytes);
      if (!described.ok || !signer.ok) throw new Error(`${name} is no signed record`);
      return { kind: described.value.kind, identity: signer.value.identity };
    });

  interface Asked {
    readonly records?: Attester;
    readonly artifact?: string;
    /** The identity that is trusted for the build. */
    readonly san?: string;
    readonly claims?: Readonly<Record<string, string>>;
  }

  /** Audits from the digest, with nothing but files: the servers have ended by then. */
  function audit({ records = 'attest.yml', artifact = ARTIFACT, san, claims = {} }: Asked = {}) {
    const builder = {
      issuer: instance.issuer.url,
      san: san ?? workflowUri('attest.yml', setting()),
      root: 'own',
      claims: { sourceRepositoryId: '42', ...claims },
    };
    const policy = JSON.stringify({
      trust: {
        roots: { own: { file: 'root.json', sha256: digest(root) } },
        keys: { gate: { pem: setting().key.publicPem } },
        identities: { builder },
      },
      audit: {
        level: 3,
        trigger: { require: 'optional' },
        build: { signers: ['builder'], sources: [`${setting().gitHub.serverUrl}/acme/app`] },
        pipeline: { signers: ['gate'] },
        configuration: { signers: ['gate'] },
        functions: { signers: ['builder'] },
      },
    });
    const folder = mkdtempSync(join(work, 'audit-'));
    writeFileSync(join(folder, 'root.json'), root);
    writeFileSync(join(folder, '.plumbline.yaml'), policy);
    const audited = report(folder, [
      ...['audit-artifact', `sha256:${digest(artifact)}`, '--offline'],
      ...['--policy', `.plumbline.yaml@sha256:${digest(policy)}`],
      ...['--store', `dir:${join(work, records)}`],
    ]);
    const { checks, audit: own } = audited.report as Report & AuditPart;
    return {
      status: audited.status,
      failed: checks.filter(({ status }) => status === 'fail').map(({ id }) => id),
      messages: checks.flatMap(({ findings }) => findings.map(({ message }) => message)),
      level: own.artifacts[0]?.buildLevel,
      refused: own.artifacts[0]?.refused.map(({ standing }) => standing),
    };
  }

  test('both runs succeed, and neither shows a token', () => {
    for (const run of Object.values(runs)) {
      expect(run).toMatchObject({ status: 0, annotations: [] });
      for (const secret of [tokens.right, ...tokens.given]) expect(run.log).not.toContain(secret);
    }
    expect(tokens.given.length).toBeGreaterThanOrEqual(2);
  });

  test('every record of the run is signed as this workflow, and those of the gate with its key', () => {
    const identity = workflowUri('attest.yml', setting());
    const records = recordsOf('attest.yml');
    const keyed = records.filter((record) => record.identity === null).map(({ kind }) => kind);
    expect(keyed.sort()).toEqual(['configuration-result', 'pipeline-verified']);
    expect(new Set(records.map((record) => record.identity))).toEqual(new Set([null, identity]));
    expect(records.map(({ kind }) => kind)).toContain('artifact-built');
  });

  test('passes an audit from the digest at level 3, offline', () => {
    expect(audit()).toEqual({ status: 0, failed: [], messages: [], level: 3, refused: [] });
  });

  test('a job of the caller signs as the caller, which is worth level 2', () => {
    const san = workflowUri('a job of the caller', setting());
    const identities = recordsOf('a job of the caller').map((record) => record.identity);
    expect(new Set(identities)).toEqual(new Set([san]));
    const { level, messages } = audit({ records: 'a job of the caller', san });
    const why = 'build level 2: the build record can be signed by any job of the workflow';
    expect([level, messages]).toEqual([2, expect.arrayContaining([why])]);
  });

  const ofWorkflow = (from: string | RegExp, to: string) => (): Asked => ({
    san: workflowUri('attest.yml', setting()).replace(from, to),
  });
  test.each<[string, () => Asked]>([
    ['another commit of the workflow', ofWorkflow(/[0-9a-f]{40}$/, '0'.repeat(40))],
    ['the gate', ofWorkflow('attest.yml', 'gate.yml')],
    ['the caller', () => ({ san: workflowUri('a job of the caller', setting()) })],
    ['a run of another repository', () => ({ claims: { sourceRepositoryId: '43' } })],
    ['it, where a job of the caller has signed', () => ({ records: 'a job of the caller' })],
  ])('does not count for who trusts %s', (_name, asked) => {
    const { status, failed, refused } = audit(asked());
    expect([status, failed, refused]).toEqual([1, ['audit/build'], ['untrusted']]);
  });

  test('says nothing of another artifact', () => {
    const { status, failed, refused } = audit({ artifact: 'another artifact\n' });
    expect([status, failed, refused]).toEqual([1, ['audit/build'], []]);
  });
});
