import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { policyTrusting, POLICY } from '../runner/app.js';
import { push } from '../runner/events.js';
import { TOKEN } from '../runner/loopback-github.js';
import type { RunOutcome } from '../runner/runner.js';
import type { Setting } from '../runner/setting.js';
import { toldRun } from '../runner/told-run.js';
import { sign } from '../runner/world.js';
import type { KeyFiles } from '../support/key.js';
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
    permissions: { contents: read, id-token: write }
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
    permissions: { actions: read, contents: read, id-token: write, packages: write }
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
  { name: 'image', steps: [`Run ${CHECKOUT}`, 'Build', 'Push'] },
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

/** What a release leaves. */
export interface Released {
  readonly run: RunOutcome;
  readonly registry: RunningRegistry;
  /** Holds the store, the keys and the policy of the audit. */
  readonly folder: string;
  readonly digest: string;
  readonly gate: KeyFiles;
  readonly builder: KeyFiles;
  /** Path of that of the registry. */
  readonly certificate: string;
}

const docker = findDockerRegistry();
const tools = ['go', 'umoci', 'skopeo', 'openssl'].filter(
  (tool) => spawnSync('which', [tool]).status !== 0,
);

/** What is missing of what a release needs; null: nothing. */
export function whatIsMissing(): string | null {
  const missing = [...tools, ...('missing' in docker ? [docker.missing] : [])];
  return missing.length === 0 ? null : missing.join(', ');
}

/** Releases whySQL on a runner, with the registry in which its image lies. */
export async function releaseIt({
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
  return {
    ...{ run, registry, folder, digest: run.outputs('push')['digest'] ?? '' },
    ...{ gate: key, builder, certificate: tls.certificate },
  };
}

/** What the audit asks of a whySQL: no guard authorised the trigger, and with keys alone there is no trusted time. */
export function auditPolicy(
  gate: string,
  builder: string,
  more: { readonly trust: string; readonly audit: string } = TIMELESS,
): string {
  const key = (name: string, pem: string): string =>
    `    ${name}:\n      pem: |\n        ${pem.trim().replaceAll('\n', '\n        ')}\n`;
  return `trust:\n  keys:\n${key('gate', gate)}${key('builder', builder)}${more.trust}audit:
${more.audit}  trigger: { require: optional }
  build: { signers: [builder] }
  pipeline: { signers: [gate] }
  configuration: { signers: [gate] }
  functions: { signers: [builder] }
`;
}

const TIMELESS = { trust: '', audit: '  time: optional\n' };
