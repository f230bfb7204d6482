import type { Subject } from '@plumbline/trust';
import type { ArtifactVerified } from '../audited/audited.js';
import { GITHUB_BUILD_TYPE, type ArtifactBuilt } from '../built/built.js';
import type { ExecutedFunction } from '../executed/executed.js';
import { linkDescriptor, material } from '../link/descriptor.js';
import type { SignerIdentity } from '../link/signer.js';
import { runIdentity } from '../run/run.js';
import type { TriggerAuthorization } from '../trigger/trigger.js';

const COMMIT = '5f2c1e0d9b8a76543210fedcba98765432100abc';

const FACTS = {
  platform: 'github' as const,
  server: 'https://github.com',
  repository: 'acme/app',
  repositoryId: '1296269',
  ref: 'refs/heads/main',
  commit: COMMIT,
  workflowRef: 'acme/app/.github/workflows/ci.yml@refs/heads/main',
  workflowSha: COMMIT,
  runId: '9182736455',
  attempt: '1',
  event: 'push',
  actor: '',
  actorId: '',
  ownerId: '',
  runner: '',
  job: '',
  eventPath: '',
};

export const RUN = runIdentity(FACTS);

export const IMAGE: Subject = {
  name: 'ghcr.io/acme/app',
  uri: null,
  digest: { sha256: '4b'.repeat(32) },
};

const RECORDER = { id: 'https://plumbline.dev/attest-run', version: '0.1.0' };
const BY_KEY: SignerIdentity = { key: `sha256:${'1f'.repeat(32)}`, issuer: null, identity: null };
const KEYLESS: SignerIdentity = {
  key: null,
  issuer: 'https://token.actions.githubusercontent.com',
  identity: 'https://github.com/acme/ci/.github/workflows/gate.yml@refs/tags/v1.0.0',
};

export const TRIGGER: TriggerAuthorization = {
  provider: 'github',
  event: { name: 'push', action: null, deliveryId: '72d3162e-cc78-11e3-81ab-4c9367dc0958' },
  actor: { id: '583231', login: 'dana' },
  ref: 'refs/heads/main',
  verification: { by: 'hmac', key: 'webhook-2026' },
  decision: 'allowed',
  rule: 'push-main',
  reasons: ['a push to the default branch by somebody who may write'],
  policy: { uri: 'file:.plumbline.yaml', digest: { sha256: 'cd'.repeat(32) } },
  decidedAt: '2026-11-21T12:00:00Z',
  decidedBy: { id: 'https://plumbline.dev/guard-trigger', version: '0.1.0' },
  run: RUN,
};

export const EXECUTED: ExecutedFunction = {
  function: {
    scope: 'build',
    index: 2,
    name: 'Run actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683',
    role: 'step',
    kind: 'action',
    uri: 'pkg:github/actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683',
    digest: { gitCommit: '11bd71901bbe5b1630ceea73d27597364c9af683' },
    command: null,
    text: null,
  },
  inputs: [{ name: 'persist-credentials', value: 'false' }],
  environment: ['CI'],
  materials: [
    material({
      uri: 'git+https://github.com/acme/app@refs/heads/main',
      digest: { gitCommit: COMMIT },
    }),
  ],
  products: [],
  results: null,
  status: 'succeeded',
  exitCode: null,
  startedAt: '2026-11-21T12:00:10Z',
  finishedAt: '2026-11-21T12:00:12Z',
  observed: 'platform',
  retry: 0,
  previous: ['ab'.repeat(32)],
  recorder: RECORDER,
  run: RUN,
};

export const BUILT: ArtifactBuilt = {
  buildDefinition: {
    buildType: GITHUB_BUILD_TYPE,
    externalParameters: {
      workflow: {
        ref: 'refs/heads/main',
        repository: 'https://github.com/acme/app',
        path: '.github/workflows/ci.yml',
      },
      definition: null,
      params: null,
    },
    internalParameters: {
      github: {
        event_name: 'push',
        repository_id: '1296269',
        repository_owner_id: '583231',
        runner_environment: 'github-hosted',
      },
      tekton: null,
      plumbline: {
        status: 'succeeded',
        origins: [{ name: 'ghcr.io/acme/app', origin: 'declared' }],
        functions: { count: 1, observed: 'platform' },
        part: null,
        run: RUN,
      },
    },
    resolvedDependencies: [
      material({
        uri: 'git+https://github.com/acme/app@refs/heads/main',
        digest: { gitCommit: COMMIT },
      }),
      linkDescriptor({ kind: 'trigger-authorized', sha256: '0e'.repeat(32), signer: KEYLESS }),
      linkDescriptor({ kind: 'pipeline-verified', sha256: '0f'.repeat(32), signer: KEYLESS }),
      linkDescriptor({ kind: 'function-executed', sha256: 'ab'.repeat(32), signer: BY_KEY }),
    ],
  },
  runDetails: {
    builder: { id: 'https://github.com/acme/app/.github/workflows/ci.yml@refs/heads/main' },
    metadata: { invocationId: RUN.invocation, startedOn: '2026-11-21T12:00:05Z', finishedOn: null },
  },
};

export const AUDITED: ArtifactVerified = {
  verifier: {
    id: 'https://plumbline.dev/verifier/audit-artifact',
    version: { plumbline: '0.1.0' },
  },
  timeVerified: '2026-11-22T08:00:00Z',
  resourceUri: `ghcr.io/acme/app@sha256:${'4b'.repeat(32)}`,
  policy: { uri: 'file:.plumbline.yaml', digest: { sha256: 'cd'.repeat(32) } },
  inputAttestations: [{ uri: 'artifact-built', digest: { sha256: '77'.repeat(32) } }],
  verificationResult: 'PASSED',
  verifiedLevels: ['PLUMBLINE_CHAIN_VERIFIED', 'PLUMBLINE_BUILD_LEVEL_2'],
  plumbline: {
    mode: 'enforce',
    asOf: '2026-11-22T08:00:00Z',
    depth: 0,
    waived: 0,
    reasons: [],
    buildLevel: 2,
    signers: [{ kind: 'artifact-built', signer: BY_KEY }],
  },
};
