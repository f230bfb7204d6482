import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describeRecord } from '@plumbline/records';
import type { Report } from '@plumbline/report';
import { peekSigner } from '@plumbline/trust';
import { report, type Outcome } from '../support/command.js';
import { findCosign, findGh } from '../support/peer.js';
import { startPlumbline } from '../support/process.js';
import { startGitHubRun, type GitHubRun } from './github-run.js';
import { startInstance, whatIsMissing, type Instance } from './instance.js';
import { SAN } from './issuer.js';
import type { BundleJson } from './signing.js';

/** By the version of the log: Rekor v1 signs the time of an entry, Rekor v2 leaves it to a timestamp authority. */
const LOGS = ([2, 1] as const).filter((log) => {
  const missing = whatIsMissing(log);
  if (missing !== null) console.warn(`skipped: ${missing}`);
  return missing === null;
});
const describeWithServers = LOGS.length === 0 ? describe.skip : describe;

const cosign = findCosign();
const testWithCosign = 'path' in cosign ? test : test.skip;
const gh = findGh();
const testWithGh = 'path' in gh ? test : test.skip;

/** The part of a report that is the audit's own. */
interface AuditPart {
  readonly audit: {
    readonly artifacts: readonly {
      readonly buildLevel: number;
      readonly refused: readonly { readonly standing: string }[];
    }[];
  };
}

/** The workflow of the run, which calls the one that attests. */
const CALLER = 'https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main';
const invocation = (run: number): string =>
  `https://github.com/acme/app/actions/runs/${String(run)}/attempts/1`;
const APP = 'an artifact\n';
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

describeWithServers.each(LOGS)('attest-run without a key, with Rekor v%i', (log) => {
  jest.setTimeout(240_000);
  let instance: Instance;
  let run: GitHubRun;
  let made: Outcome;
  let refused: Outcome;
  let issuer = '';
  const work = mkdtempSync(join(tmpdir(), 'plumbline-keyless-'));
  const at = (...names: readonly string[]): string => join(work, ...names);

  /** Attests the run into a folder of records, by the services that the policy names. */
  function attest(records: string, claims: Readonly<Record<string, unknown>> = {}, services = '') {
    const policy = services === '' ? '{}\n' : `trust: { signing: { config: ${services} } }\n`;
    writeFileSync(at('run', 'policy.yaml'), policy);
    const args = ['attest-run', '.', '--key', 'keyless', '--store', `dir:${at(records)}`];
    const pinned = ['--policy', `policy.yaml@sha256:${sha256(policy)}`, '--subjects', 'app.txt'];
    return startPlumbline(at('run'), [...args, ...pinned], run.env(claims));
  }

  const recordsIn = (folder: string) =>
    readdirSync(at(folder, 'sha256')).map((name) => {
      const path = at(folder, 'sha256', name);
      const bytes = readFileSync(path);
      const described = describeRecord(bytes);
      return { path, bytes, kind: described.ok ? described.value.kind : '' };
    });

  /** Audits the artifact by its digest, with nothing but files: the servers have ended by then. */
  function audit(records: string, trusted: { san?: string; issuer?: string; root?: string } = {}) {
    const root = readFileSync(at('root.json'), 'utf8');
    const policy = JSON.stringify({
      trust: {
        roots: { archived: { file: 'root.json', sha256: sha256(root) }, public: 'public-good' },
        identities: { release: { issuer, san: SAN, root: 'archived', ...trusted } },
      },
      audit: {
        level: 3,
        build: { sources: ['https://github.com/acme/app'] },
        trigger: { require: 'optional' },
        pipeline: { require: 'optional' },
        configuration: { require: 'optional' },
      },
    });
    const folder = mkdtempSync(at('audit-'));
    writeFileSync(join(folder, 'root.json'), root);
    writeFileSync(join(folder, '.plumbline.yaml'), policy);
    const pinned = ['--policy', `.plumbline.yaml@sha256:${sha256(policy)}`, '--offline'];
    const store = ['--store', `dir:${at(records)}`];
    const audited = report(folder, [
      'audit-artifact',
      `sha256:${sha256(APP)}`,
      ...pinned,
      ...store,
    ]);
    const { checks, audit: own } = audited.report as Report & AuditPart;
    return { ...audited, found: checks.flatMap(({ findings }) => findings), own: own.artifacts[0] };
  }

  beforeAll(async () => {
    instance = await startInstance({ log });
    issuer = instance.issuer.url;
    run = await startGitHubRun(instance.issuer, `sha256:${sha256(APP)}`);
    mkdirSync(at('run'));
    writeFileSync(at('run', 'app.txt'), APP);
    writeFileSync(at('changed.txt'), `${APP}!`);
    const { text } = instance.signingConfig;
    writeFileSync(at('run', 'services.json'), text);
    const services = `{ file: services.json, sha256: ${sha256(text)} }`;
    made = await attest('good', {}, services);
    await attest('other-run', { run_id: '43' }, services);
    await attest(
      'caller',
      { job_workflow_ref: CALLER.slice('https://github.com/'.length) },
      services,
    );
    refused = await attest('refused');
    const [first] = recordsIn('good');
    const [, logId = ''] = /"keyId":"([^"]+)"/.exec(String(first?.bytes)) ?? [];
    writeFileSync(at('root.json'), JSON.stringify(instance.trustedRoot(logId)));
    run.close();
    instance.close();
  });
  afterAll(() => {
    rmSync(work, { recursive: true });
  });

  test('signs every record in the name of the workflow', () => {
    expect([made.status, made.stderr]).toEqual([0, '']);
    expect(made.stdout).toMatch(/build level 3 at most/);
    const kinds = recordsIn('good').map(({ kind }) => kind);
    expect(kinds.sort()).toEqual([
      'artifact-built',
      ...Array<string>(4).fill('function-executed'),
      'trigger-authorized',
    ]);
    for (const { bytes } of recordsIn('good'))
      expect(peekSigner(bytes)).toMatchObject({ value: { key: null, issuer, identity: SAN } });
  });

  test('passes an audit from the digest, offline, with the archived root', () => {
    const { status, found, own } = audit('good');
    expect([status, found, own?.buildLevel]).toEqual([0, [], 3]);
  });

  test('by the workflow of the run itself it is worth level 2', () => {
    const { status, found, own } = audit('caller', { san: CALLER });
    expect([status, found.map(({ message }) => message), own?.buildLevel]).toEqual([
      1,
      ['build level 2: the build record can be signed by any job of the workflow'],
      2,
    ]);
  });

  test('with the token of another run it is another run', () => {
    const { status, found } = audit('other-run');
    const [first] = found;
    expect([status, first?.expected, first?.actual]).toEqual([1, invocation(43), invocation(42)]);
    expect(first?.message).toContain('another invocation than the certificate of its signer');
  });

  test.each<[string, string, Parameters<typeof audit>[1], [number, string]]>([
    ['another workflow', 'good', { san: SAN.replace('v1', 'v2') }, [1, 'untrusted']],
    ['the workflow that is called', 'caller', {}, [1, 'untrusted']],
    ['another issuer', 'good', { issuer: `${CALLER}/issuer` }, [1, 'untrusted']],
    ['another root', 'good', { root: 'public' }, [2, 'undecided']],
  ])('does not count for who trusts %s', (_what, records, trusted, [exit, standing]) => {
    const { status, own } = audit(records, trusted);
    expect([status, own?.refused.map((record) => record.standing)]).toEqual([exit, [standing]]);
  });

  test.each<[string, (bundle: BundleJson) => void]>([
    ['its entry in the log', ({ verificationMaterial }) => (verificationMaterial.tlogEntries = [])],
    [
      'who signed its time',
      ({ verificationMaterial: { tlogEntries, timestampVerificationData } }) => {
        if (log === 1) delete tlogEntries[0]?.['inclusionPromise'];
        else timestampVerificationData.rfc3161Timestamps = [];
      },
    ],
  ])('fails without %s', (_what, edit) => {
    const [built] = recordsIn('good').filter(({ kind }) => kind === 'artifact-built');
    const bundle = JSON.parse(String(built?.bytes)) as BundleJson;
    edit(bundle);
    const text = JSON.stringify(bundle);
    const records = mkdtempSync(at('records-'));
    cpSync(at('good'), records, { recursive: true });
    rmSync(join(records, 'sha256', basename(built?.path ?? '')));
    writeFileSync(join(records, 'sha256', `${sha256(text)}.json`), text);
    const { status, own } = audit(basename(records));
    expect([status, own?.refused.map(({ standing }) => standing)]).toEqual([1, ['bad']]);
  });

  testWithCosign('is verified by cosign for the workflow, and for nobody else', () => {
    const [built] = recordsIn('good').filter(({ kind }) => kind === 'artifact-built');
    const accepts = ({ san = SAN, from = issuer, file = 'run/app.txt' }): boolean => {
      const args = [
        ...[
          'verify-blob-attestation',
          '--bundle',
          built?.path ?? '',
          '--trusted-root',
          'root.json',
        ],
        ...['--certificate-identity', san, '--certificate-oidc-issuer', from],
        ...(log === 2 ? ['--use-signed-timestamps'] : []),
        ...['--insecure-ignore-sct', '--type', 'slsaprovenance1', file],
      ];
      const env = { PATH: '', HOME: work, TUF_ROOT: at('tuf') };
      return spawnSync('path' in cosign ? cosign.path : '', args, { cwd: work, env }).status === 0;
    };
    expect(accepts({})).toBe(true);
    expect(accepts({ san: SAN.replace('v1', 'v2') })).toBe(false);
    expect(accepts({ from: 'https://token.actions.githubusercontent.com' })).toBe(false);
    expect(accepts({ file: 'changed.txt' })).toBe(false);
  });

  testWithGh('is verified by gh for the repository and the workflow, and for nobody else', () => {
    const [built] = recordsIn('good').filter(({ kind }) => kind === 'artifact-built');
    writeFileSync(at('root.jsonl'), `${readFileSync(at('root.json'), 'utf8')}\n`);
    const accepts = ({ repository = 'acme/app', workflow = 'acme/ci', file = 'run/app.txt' }) => {
      const args = [
        ...['attestation', 'verify', file, '--bundle', built?.path ?? '', '--repo', repository],
        ...['--custom-trusted-root', 'root.jsonl', '--cert-oidc-issuer', issuer],
        ...['--signer-workflow', `${workflow}/.github/workflows/attest.yml`],
      ];
      const env = { PATH: '', HOME: work, GH_CONFIG_DIR: work };
      return spawnSync('path' in gh ? gh.path : '', args, { cwd: work, env }).status === 0;
    };
    expect(accepts({})).toBe(true);
    expect(accepts({ repository: 'acme/other' })).toBe(false);
    expect(accepts({ workflow: 'acme/app' })).toBe(false);
    expect(accepts({ file: 'changed.txt' })).toBe(false);
  });

  test('in a private repository nothing is signed for a public log that the policy does not accept', () => {
    expect([refused.status, refused.stderr]).toEqual([
      3,
      expect.stringContaining('KEYLESS_PRIVATE'),
    ]);
    expect(existsSync(at('refused'))).toBe(false);
  });

  test('keeps the token out of everything', () => {
    expect(run.tokens.length).toBeGreaterThanOrEqual(4);
    const said = [made, refused].map(({ stdout, stderr }) => stdout + stderr);
    const all = [...said, ...recordsIn('good').map(({ bytes }) => bytes.toString())].join('');
    for (const token of run.tokens)
      for (const part of token.split('.')) expect(all).not.toContain(part.slice(-40));
  });
});
