import { sha256Hex } from '@plumbline/core';
import { createApp, POLICY, policyTrusting, requestOf, uses } from '../runner/app.js';
import { push } from '../runner/events.js';
import type { RunOutcome } from '../runner/runner.js';
import type { Setting } from '../runner/setting.js';
import { toldRun } from '../runner/told-run.js';
import { GATE as RELEASE } from '../runner/workflows.js';
import { sign } from '../runner/world.js';
import { CHECKOUT } from '../support/pipeline-files.js';
import type { JobTokens } from './job-tokens.js';

const ACTION = 'verify-pipeline';
const FORM = 'from another repository';

/** What a release builds. */
export const ARTIFACT = 'an artifact\n';

/** The release of an app whose gate signs with a key, and whose records are signed without one. */
export interface KeylessRelease {
  readonly setting: Setting;
  readonly tokens: JobTokens;
  /** The trusted root and the signing config of the instance. */
  readonly root: string;
  readonly config: string;
}

/** Who attests: the workflow that is made for it, or a job of the release itself. */
export type Attester = 'attest.yml' | 'a job of the caller';

/** The address of a workflow as a certificate names it. */
export function workflowUri(name: Attester, { gitHub, release }: Setting): string {
  return name === 'attest.yml'
    ? `${gitHub.serverUrl}/plumbline/plumbline/.github/workflows/attest.yml@${release.workflows}`
    : `${gitHub.serverUrl}/acme/app/${RELEASE}@refs/heads/main`;
}

function release(attester: Attester, setting: Setting, store: string): string {
  return `name: release
on: push
permissions: {}
jobs:
  gate:
    permissions: { contents: read, id-token: write }
    uses: plumbline/plumbline/.github/workflows/gate.yml@${setting.release.workflows}
    secrets: { key: "\${{ secrets.PLUMBLINE_KEY }}" }
  build:
    needs: gate
    runs-on: ubuntu-24.04
    outputs: { checksums: "\${{ steps.build.outputs.checksums }}" }
    steps:
      - id: build
        name: Build
        run: |
          echo 'an artifact' > "$RUNNER_TEMP/app.txt"
          echo "checksums=$(cd "$RUNNER_TEMP" && sha256sum app.txt)" >> "$GITHUB_OUTPUT"
  attest:
    needs: [gate, build]
    permissions: { actions: read, contents: read, id-token: write, packages: write }
${ATTESTING[attester](setting, store)}`;
}

const ATTESTING: Readonly<Record<Attester, (setting: Setting, store: string) => string>> = {
  'attest.yml': (
    setting,
    store,
  ) => `    uses: plumbline/plumbline/.github/workflows/attest.yml@${setting.release.workflows}
    with:
      checksums: "\${{ needs.build.outputs.checksums }}"
      records: "\${{ needs.gate.outputs.records }}"
      store: "dir:${store}"
`,
  'a job of the caller': (setting, store) => `    runs-on: ubuntu-24.04
    steps:
      - uses: ${CHECKOUT}
        with: { persist-credentials: false }
      - env: { CHECKSUMS: "\${{ needs.build.outputs.checksums }}" }
        run: echo "$CHECKSUMS" > "$RUNNER_TEMP/checksums.txt"
      - uses: ${uses(FORM, setting)('attest-run')}
        with: { key: keyless, store: "dir:${store}", subjects: "@\${{ runner.temp }}/checksums.txt" }
`,
};

/** What GitHub says of the run while it attests. */
const JOBS = [
  {
    name: 'gate / pipeline and configuration',
    steps: ['Run actions/checkout', 'Run verify-pipeline', 'Run config-benchmark', 'Run records'],
  },
  { name: 'build', steps: ['Build'] },
  { name: 'attest / records of the run', steps: ['Run actions/checkout'], isOpen: true },
];

/** The claims of the job that attests (docs.github.com, OpenID Connect reference). */
function claimsOf(attester: Attester, commit: string, { release: { workflows } }: Setting) {
  const caller = `acme/app/${RELEASE}@refs/heads/main`;
  const called = `plumbline/plumbline/.github/workflows/attest.yml@${workflows}`;
  const isCalled = attester === 'attest.yml';
  return {
    ...{ sha: commit, workflow_sha: commit, workflow_ref: caller, run_id: '1' },
    ...{ repository_id: '42', repository_owner_id: '9' },
    job_workflow_ref: isCalled ? called : caller,
    job_workflow_sha: isCalled ? workflows : commit,
  };
}

/** Runs a release that leaves its records in a folder. */
export async function releaseKeyless(
  { setting, tokens, root, config }: KeylessRelease,
  attester: Attester,
  store: string,
): Promise<RunOutcome> {
  const { key, gitHub, runner } = setting;
  const pinned = (file: string, text: string): string =>
    `{ file: ${file}, sha256: ${sha256Hex(Buffer.from(text))} }`;
  const upstream = createApp(ACTION, FORM, setting, {
    'trust/root.json': root,
    'trust/signing.json': config,
    [POLICY]: `${policyTrusting('gate', key)}  roots: { own: ${pinned('trust/root.json', root)} }
  signing: { config: ${pinned('trust/signing.json', config)} }
verify: { minSerial: 1 }
`,
  });
  upstream.write({ [RELEASE]: release(attester, setting, store) });
  upstream.commit();
  sign(upstream, key);
  const commit = upstream.git('rev-parse', 'main');
  const artifacts = [{ name: 'app', digest: `sha256:${sha256Hex(Buffer.from(ARTIFACT))}` }];
  // The jobs that the API lists ran before it is asked: after the gate.
  const told = (at: Date) => toldRun({ commit, path: RELEASE, jobs: JOBS, artifacts, at });
  for (const path of Object.keys(told(new Date()))) gitHub.tell(path, () => told(new Date())[path]);
  const request = requestOf(
    { action: ACTION, form: FORM, upstream, event: push(upstream) },
    setting,
  );
  const env = {
    ...request.env,
    ...tokens.env(claimsOf(attester, commit, setting)),
    GITHUB_REPOSITORY_ID: '42',
    GITHUB_REPOSITORY_OWNER_ID: '9',
    GITHUB_WORKFLOW_REF: `acme/app/${RELEASE}@refs/heads/main`,
    GITHUB_WORKFLOW_SHA: commit,
    RUNNER_ENVIRONMENT: 'github-hosted',
  };
  return runner.run({ ...request, env });
}
