import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { policyTrusting, POLICY } from '../runner/app.js';
import { push } from '../runner/events.js';
import { TOKEN } from '../runner/loopback-github.js';
import type { RunOutcome } from '../runner/runner.js';
import { describeRuns, useSetting, type Setting } from '../runner/setting.js';
import { toldRun } from '../runner/told-run.js';
import { sign } from '../runner/world.js';
import { plumbline } from '../support/command.js';
import { CHECKOUT } from '../support/pipeline-files.js';
import {
  findDockerRegistry,
  startDockerRegistry,
  type RunningRegistry,
} from '../support/registry.js';
import type { Repository } from '../support/repository.js';
import { root } from '../support/root.js';

const RELEASE = '.github/workflows/release.yml';
const SOURCES = ['Containerfile', 'explain.go', 'explain_test.go', 'go.mod', 'main.go'];

/** The release of whySQL: gate, image, records. `docker build` needs an engine, so umoci writes the layer that it would. */
function release({ workflows }: Setting['release'], registry: string, store: string): string {
  return `name: release
on: push
permissions: {}
concurrency: { group: release, cancel-in-progress: false }
jobs:
  gate:
    permissions: { contents: read }
    uses: plumbline/plumbline/.github/workflows/gate.yml@${workflows}
    secrets: { key: "\${{ secrets.GATE_KEY }}" }
  image:
    needs: gate
    runs-on: ubuntu-24.04
    timeout-minutes: 15
    permissions: { contents: read }
    outputs: { digest: "\${{ steps.push.outputs.digest }}" }
    steps:
      - uses: ${CHECKOUT} # v7.0.1
        with: { persist-credentials: false }
      - name: Build
        run: |
          CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o "$RUNNER_TEMP/root/whysql" .
          umoci init --layout "$RUNNER_TEMP/oci"
          umoci new --image "$RUNNER_TEMP/oci:whysql"
          umoci insert --image "$RUNNER_TEMP/oci:whysql" "$RUNNER_TEMP/root" /
          umoci config --image "$RUNNER_TEMP/oci:whysql" --config.entrypoint /whysql --config.user 65532:65532
      - name: Push
        id: push
        run: |
          skopeo copy --digestfile "$RUNNER_TEMP/digest" "oci:$RUNNER_TEMP/oci:whysql" "docker://${registry}/acme/whysql:1"
          echo "digest=$(cat "$RUNNER_TEMP/digest")" >> "$GITHUB_OUTPUT"
  attest:
    needs: [gate, image]
    permissions: { actions: read, contents: read, packages: write }
    uses: plumbline/plumbline/.github/workflows/attest.yml@${workflows}
    secrets: { key: "\${{ secrets.BUILDER_KEY }}" }
    with:
      subjects: "${registry}/acme/whysql@\${{ needs.image.outputs.digest }}"
      records: "\${{ needs.gate.outputs.records }}"
      store: "${store}"
`;
}

/** What GitHub would say of this run while it attests. */
const JOBS = [
  {
    name: 'gate / pipeline and configuration',
    steps: ['Run actions/checkout', 'Run verify-pipeline', 'Run config-benchmark', 'Run records'],
  },
  { name: 'image', steps: ['Run actions/checkout', 'Build', 'Push'] },
  { name: 'attest / records of the run', steps: ['Run actions/checkout'], isOpen: true },
];

/** A certificate of its own for 127.0.0.1, which the runner's machine trusts. */
function certificate(folder: string): { certificate: string; key: string } {
  const files = { certificate: join(folder, 'tls.crt'), key: join(folder, 'tls.key') };
  const made = spawnSync('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
    ...['-keyout', files.key, '-out', files.certificate, '-days', '2', '-subj', '/CN=registry'],
    ...['-addext', 'subjectAltName=IP:127.0.0.1'],
  ]);
  if (made.status !== 0) throw new Error(made.stderr.toString());
  return files;
}

interface Check {
  readonly id: string;
  readonly status: string;
  readonly counted: boolean;
}

interface Released {
  readonly run: RunOutcome;
  readonly registry: RunningRegistry;
  /** Holds the store, the keys and the policy of the audit. */
  readonly folder: string;
  readonly digest: string;
}

const docker = findDockerRegistry();
const tools = ['go', 'umoci', 'skopeo', 'openssl'].filter(
  (tool) => spawnSync('which', [tool]).status !== 0,
);
if ('missing' in docker || tools.length > 0)
  console.warn(`skipped: ${tools.join(', ')} ${'missing' in docker ? docker.missing : ''}`);
const describeAll = 'missing' in docker || tools.length > 0 ? describe.skip : describeRuns;

describeAll('whySQL, from its signed pipeline to an audit of its digest', () => {
  const setting = useSetting();
  let released: Released | null = null;

  beforeAll(async () => {
    released = await releaseIt(setting());
  }, 240_000);
  afterAll(() => {
    released?.registry.close();
    if (released) rmSync(released.folder, { recursive: true });
  });

  async function releaseIt({
    world,
    key,
    gitHub,
    runner,
    release: at,
  }: Setting): Promise<Released> {
    const folder = mkdtempSync(join(tmpdir(), 'plumbline-whysql-'));
    const tls = certificate(folder);
    const registry = await startDockerRegistry('path' in docker ? docker.path : '', { tls });
    const builder = world.key('builder');
    const upstream: Repository = world.repository({});
    for (const name of SOURCES)
      cpSync(join(root, 'examples/whysql', name), join(upstream.path, name));
    upstream.write({
      // Nobody remembers here which serial was seen last, so the policy says it.
      [POLICY]: `${policyTrusting('ci', key)}verify:\n  minSerial: 1\n`,
      [RELEASE]: release(at, registry.host, `dir:${join(folder, 'records')}`),
      '.github/dependabot.yml': readFileSync(
        join(root, 'examples/whysql/.github/dependabot.yml'),
        'utf8',
      ),
      '.github/CODEOWNERS': '/.github/ @acme/pipelines\n',
    });
    upstream.commit();
    sign(upstream, key);
    const commit = upstream.git('rev-parse', 'main');
    for (const [path, value] of Object.entries(toldRun({ commit, path: RELEASE, jobs: JOBS })))
      gitHub.tell(path, value);
    const run = await runner.run({
      checkout: world.checkout(upstream, {
        ref: 'refs/heads/main',
        fetchDepth: 1,
        origin: `${gitHub.serverUrl}/acme/app`,
      }),
      workflow: RELEASE,
      event: push(upstream),
      secrets: {
        GITHUB_TOKEN: TOKEN,
        GATE_KEY: readFileSync(key.privatePath, 'utf8'),
        BUILDER_KEY: readFileSync(builder.privatePath, 'utf8'),
      },
      env: {
        GITHUB_SERVER_URL: gitHub.serverUrl,
        GITHUB_API_URL: gitHub.apiUrl,
        GITHUB_REPOSITORY: 'acme/app',
        GITHUB_REPOSITORY_ID: '42',
        GITHUB_REPOSITORY_OWNER_ID: '9',
        GITHUB_WORKFLOW_REF: `acme/app/${RELEASE}@refs/heads/main`,
        GITHUB_WORKFLOW_SHA: commit,
        RUNNER_ENVIRONMENT: 'github-hosted',
        NODE_EXTRA_CA_CERTS: tls.certificate,
        SSL_CERT_FILE: tls.certificate,
        GOCACHE: spawnSync('go', ['env', 'GOCACHE'], { encoding: 'utf8' }).stdout.trim(),
      },
    });
    writeFileSync(join(folder, 'policy.yaml'), auditPolicy(key.publicPem, builder.publicPem));
    writeFileSync(join(folder, 'swapped.yaml'), auditPolicy(builder.publicPem, key.publicPem));
    return { run, registry, folder, digest: run.outputs('push')['digest'] ?? '' };
  }

  /** With keys there is no trusted time, and no guard authorised the trigger. */
  function auditPolicy(gate: string, builder: string): string {
    const key = (name: string, pem: string): string =>
      `    ${name}:\n      pem: |\n        ${pem.trim().replaceAll('\n', '\n        ')}\n`;
    return `trust:\n  keys:\n${key('gate', gate)}${key('builder', builder)}audit:
  time: optional
  trigger: { require: optional }
  build: { signers: [builder] }
  pipeline: { signers: [gate] }
  configuration: { signers: [gate] }
  functions: { signers: [builder] }
`;
  }

  function must(): Released {
    if (released === null) throw new Error('released before tests run');
    return released;
  }

  const records = (): string => join(must().folder, 'records');

  interface Asked {
    readonly digest?: string;
    readonly policy?: string;
    readonly strict?: boolean;
  }

  /** The audit of somebody who has the digest, the keys and a copy of the store; offline. */
  function audit(
    store: string,
    { digest = must().digest, policy = 'policy.yaml', strict = false }: Asked = {},
  ) {
    const args = [
      'audit-artifact',
      digest,
      '--store',
      `dir:${store}`,
      '--offline',
      '--format',
      'json',
    ];
    const more = ['--policy', policy, ...(strict ? ['--strict'] : [])];
    const { status, stdout } = plumbline(must().folder, [...args, ...more]);
    const { checks = [] } = JSON.parse(stdout) as { checks?: readonly Check[] };
    const counted = checks.filter((check) => check.counted);
    const ids = (wanted: string) =>
      counted.filter((each) => each.status === wanted).map(({ id }) => id);
    return { status, failed: ids('fail'), undecided: ids('unknown') };
  }

  test('is released, and leaves every record', () => {
    const { run, digest, folder } = must();
    expect(run).toMatchObject({
      status: 0,
      jobs: { gate: 'success', image: 'success', attest: 'success' },
    });
    expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(readdirSync(join(folder, 'records', 'sha256')).length).toBeGreaterThan(4);
  });

  test('passes an audit of its digest alone, offline', () => {
    expect(audit(records())).toEqual({ status: 0, failed: [], undecided: [] });
  });

  /** A copy of the store, changed. */
  function copied(change: (store: Store) => void): string {
    const copy = mkdtempSync(join(must().folder, 'copy-'));
    cpSync(records(), copy, { recursive: true });
    change(storeAt(copy));
    return copy;
  }

  test.each<[string, (store: Store) => void, readonly string[]]>([
    [
      'a statement was changed',
      (store) => {
        store.edit(BUILD, inPayload('refs/heads/main', 'refs/heads/evil'));
      },
      ['audit/build'],
    ],
    [
      'a statement is of another type',
      (store) => {
        store.edit(BUILD, (text) => text.replace('application/vnd.in-toto+json', 'text/plain'));
      },
      ['audit/build'],
    ],
    [
      'the build record is gone',
      (store) => {
        store.drop(BUILD);
      },
      ['audit/build'],
    ],
    [
      'a function record is gone',
      (store) => {
        store.drop(FUNCTION);
      },
      ['audit/functions'],
    ],
    [
      'a function record was changed',
      (store) => {
        store.edit(FUNCTION, inPayload('"succeeded"', '"failed"'));
      },
      ['audit/functions'],
    ],
    [
      'the record of the pipeline is gone',
      (store) => {
        store.drop(PIPELINE);
      },
      ['audit/pipeline'],
    ],
    [
      'the record of the configuration was changed',
      (store) => {
        store.edit(CONFIGURATION, inPayload('"PASSED"', '"WARNED"'));
      },
      ['audit/configuration'],
    ],
  ])('fails where %s', (_name, change, failed) => {
    expect(audit(copied(change))).toMatchObject({ status: 1, failed });
  });

  test('fails for another digest, and for keys that did not sign', () => {
    const other = `sha256:${'0'.repeat(64)}`;
    expect(audit(records(), { digest: other })).toMatchObject({
      status: 1,
      failed: ['audit/build'],
    });
    const swapped = { policy: 'swapped.yaml' };
    expect(audit(records(), swapped)).toMatchObject({
      failed: expect.arrayContaining(['audit/build']),
    });
  });

  test('does not mind junk beside the records, unless it is told to', () => {
    const junk = copied((store) => {
      store.add(BUILD, inPayload('refs/heads/main', 'refs/heads/evil'));
    });
    expect(audit(junk)).toEqual({ status: 0, failed: [], undecided: [] });
    expect(audit(junk, { strict: true })).toMatchObject({ status: 1, failed: ['audit/junk'] });
  });
});

const BUILD = 'https://slsa.dev/provenance/v1';
const FUNCTION = 'https://plumbline.dev/attestation/step-run/v1';
const PIPELINE = 'https://slsa.dev/verification_summary/v1';
const CONFIGURATION = 'https://in-toto.io/attestation/test-result/v0.1';

/** The files of a store, by what they say; a changed record lies under the digest of its new content. */
interface Store {
  readonly drop: (type: string) => void;
  readonly edit: (type: string, change: (text: string) => string) => void;
  readonly add: (type: string, change: (text: string) => string) => void;
}

function storeAt(folder: string): Store {
  const at = (name: string): string => join(folder, 'sha256', name);
  const find = (type: string): { name: string; text: string } => {
    for (const name of readdirSync(join(folder, 'sha256'))) {
      const text = readFileSync(at(name), 'utf8');
      if (payloadOf(text).includes(`"predicateType":"${type}"`)) return { name, text };
    }
    throw new Error(`no record of ${type}`);
  };
  const add: Store['add'] = (type, change) => {
    const { text } = find(type);
    const changed = change(text);
    if (changed === text) throw new Error('nothing was changed');
    writeFileSync(at(`${createHash('sha256').update(changed).digest('hex')}.json`), changed);
  };
  const drop: Store['drop'] = (type) => rmSync(at(find(type).name));
  const edit: Store['edit'] = (type, change) => {
    const { name } = find(type);
    add(type, change);
    rmSync(at(name));
  };
  return { drop, edit, add };
}

const PAYLOAD = /(?<="payload":")[A-Za-z0-9+/=]+/;

function payloadOf(bundle: string): string {
  return Buffer.from(PAYLOAD.exec(bundle)?.[0] ?? '', 'base64').toString();
}

/** Writes other words into the signed statement of a bundle. */
function inPayload(from: string, to: string): (bundle: string) => string {
  return (bundle) =>
    bundle.replace(PAYLOAD, () =>
      Buffer.from(payloadOf(bundle).replace(from, to)).toString('base64'),
    );
}
