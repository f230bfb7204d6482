import { sha256Hex } from '@plumbline/core';
import {
  builtRecord,
  configurationRecord,
  executedRecord,
  GITHUB_BUILD_TYPE,
  linkDescriptor,
  material,
  triggerRecord,
  verifiedRecord,
  type ArtifactBuilt,
  type ConfigurationJudged,
  type ExecutedFunction,
  type PipelineVerified,
  type RecordKind,
  type RunIdentity,
  type SignerIdentity,
  type TriggerAuthorization,
  type VerifiedFunction,
  type VerifiedPart,
} from '@plumbline/records';
import { generateKeyPair, readPrivateKey, signStatement, type PrivateKey } from '@plumbline/trust';

/** A key pair by a name that a policy gives to it. */
export interface Signer {
  readonly name: string;
  readonly pem: string;
  readonly key: PrivateKey;
  readonly identity: SignerIdentity;
}

function signer(name: string): Signer {
  const pair = generateKeyPair('unencrypted');
  const key = readPrivateKey(Buffer.from(pair.privateKey), null);
  if (!key.ok) throw new Error(key.error.code);
  const identity = {
    key: `sha256:${key.value.publicKey.fingerprint}`,
    issuer: null,
    identity: null,
  };
  return { name, pem: pair.publicKey, key: key.value, identity };
}

export const GATE = signer('gate');
export const BUILDER = signer('builder');
export const STRANGER = signer('stranger');

export const ARTIFACT = sha256Hex('the artifact');
const COMMIT = '5f2c1e0d9b8a76543210fedcba98765432100abc';
const WORKFLOW = {
  name: '.github/workflows/ci.yml',
  uri: null,
  digest: { sha256: 'b6'.repeat(32) },
};
export const POLICY_SHA256 = 'cd'.repeat(32);

export const RUN: RunIdentity = {
  platform: 'github',
  invocation: 'https://github.com/acme/app/actions/runs/8123/attempts/1',
  id: '8123',
  attempt: 1,
  event: 'push',
  source: {
    uri: 'https://github.com/acme/app',
    ref: 'refs/heads/main',
    commit: COMMIT,
    repositoryId: '1296269',
  },
  definition: {
    uri: 'https://github.com/acme/app/.github/workflows/ci.yml@refs/heads/main',
    digest: { gitCommit: COMMIT },
  },
};

/** A signed record with its trusted time, as a store and a timestamp authority would give them. */
export interface Made {
  readonly kind: RecordKind;
  readonly sha256: string;
  readonly bytes: Uint8Array;
  readonly by: Signer;
  readonly signedAt: Date | null;
}

function make(kind: RecordKind, statement: Uint8Array, by: Signer, signedAt: string | null): Made {
  const bundle = signStatement(statement, by.key);
  if (!bundle.ok) throw new Error(bundle.error.code);
  return {
    kind,
    sha256: sha256Hex(statement),
    bytes: bundle.value,
    by,
    signedAt: signedAt === null ? null : new Date(signedAt),
  };
}

const link = ({ kind, sha256, by }: Made) => linkDescriptor({ kind, sha256, signer: by.identity });

/** What a test changes of a good chain. Functions get the good value. */
export interface Changes {
  readonly trigger?: (good: TriggerAuthorization) => TriggerAuthorization;
  readonly pipeline?: (good: PipelineVerified) => PipelineVerified;
  readonly configuration?: (good: ConfigurationJudged) => ConfigurationJudged;
  readonly functions?: (good: readonly ExecutedFunction[]) => readonly ExecutedFunction[];
  readonly built?: (good: ArtifactBuilt) => ArtifactBuilt;
  readonly gate?: Signer;
  /** The builder tells of the trigger itself, when it records the rest. */
  readonly triggerByBuilder?: boolean;
  readonly builder?: Signer;
  readonly functionSigner?: Signer;
  /** Trusted time of the gates; null: none. */
  readonly gatesAt?: string | null;
  readonly builtAt?: string | null;
  /** The scopes that a scope waits for; without them it follows the gates. */
  readonly after?: Readonly<Record<string, readonly string[]>>;
  /** SHA-256 of what was built. */
  readonly artifact?: string;
}

/** The records of one run, whole and in order unless a test changes them. */
export function chainOf(changes: Changes = {}): readonly Made[] {
  const { gate = GATE, builder = BUILDER, functionSigner = builder } = changes;
  const gatesAt = changes.gatesAt === undefined ? '2026-11-21T12:00:05Z' : changes.gatesAt;
  const builtAt = changes.builtAt === undefined ? '2026-11-21T12:10:00Z' : changes.builtAt;
  const same = <T>(good: T): T => good;
  const trigger = make(
    'trigger-authorized',
    triggerRecord.build({
      subjects: [{ name: 'event:delivery', uri: null, digest: { sha256: 'e0'.repeat(32) } }],
      predicate: (changes.trigger ?? same)(TRIGGER),
    }),
    changes.triggerByBuilder === true ? builder : gate,
    changes.triggerByBuilder === true ? builtAt : gatesAt,
  );
  const pipeline = make(
    'pipeline-verified',
    verifiedRecord.build({
      subjects: [WORKFLOW],
      predicate: (changes.pipeline ?? same)(PIPELINE),
    }),
    gate,
    gatesAt,
  );
  const configuration = make(
    'configuration-result',
    configurationRecord.build({
      subjects: [WORKFLOW],
      predicate: (changes.configuration ?? same)(CONFIGURATION),
    }),
    gate,
    gatesAt,
  );
  const gates = [trigger, pipeline, configuration];
  const functions = executed(changes, gates, functionSigner, builtAt);
  const built = make(
    'artifact-built',
    builtRecord.build({
      subjects: [{ name: 'app', uri: null, digest: { sha256: changes.artifact ?? ARTIFACT } }],
      predicate: (changes.built ?? same)(builtOf(gates, functions)),
    }),
    builder,
    builtAt,
  );
  return [...gates, ...functions, built];
}

function executed(
  { functions, after = {} }: Changes,
  gates: readonly Made[],
  by: Signer,
  at: string | null,
): readonly Made[] {
  const made: Made[] = [];
  const last = new Map<string, string>();
  for (const one of (functions ?? ((good) => good))(FUNCTIONS)) {
    const { scope } = one.function;
    const before = last.has(scope) ? [scope] : (after[scope] ?? []);
    const found = before.flatMap((each) => last.get(each) ?? []);
    const previous = found.length > 0 ? found : gates.map(({ sha256 }) => sha256);
    const statement = executedRecord.build({
      subjects: [
        {
          name: `run:${one.function.scope}/${String(one.function.index)}`,
          uri: null,
          digest: { sha256: sha256Hex(one.function.name) },
        },
      ],
      predicate: { ...one, previous: one.previous.length > 0 ? one.previous : previous },
    });
    made.push(make('function-executed', statement, by, at));
    last.set(scope, sha256Hex(statement));
  }
  return made;
}

const TRIGGER: TriggerAuthorization = {
  provider: 'github',
  event: { name: 'push', action: null, deliveryId: '72d3162e' },
  actor: { id: '583231', login: 'dana' },
  ref: 'refs/heads/main',
  verification: { by: 'hmac', key: 'webhook-2026' },
  decision: 'allowed',
  rule: 'push-main',
  reasons: [],
  policy: null,
  decidedAt: '2026-11-21T12:00:00Z',
  decidedBy: { id: 'https://plumbline.dev/guard-trigger', version: '0.1.0' },
  run: RUN,
};

const NAMES = ['checkout', 'compile', 'scan', 'package'];

/** A job as the definition has it, with the functions of the good chain. */
export function definedPart(id: string, changes: Partial<VerifiedPart> = {}): VerifiedPart {
  return {
    id,
    within: null,
    names: [id],
    least: 1,
    most: 1,
    retries: 0,
    after: [],
    conditional: false,
    mayFail: false,
    untold: null,
    values: null,
    given: null,
    functions: NAMES.map((name) => definedFunction(name)),
    ...changes,
  };
}

export function definedFunction(
  name: string,
  changes: Partial<VerifiedFunction> = {},
): VerifiedFunction {
  return {
    name,
    role: 'step',
    kind: 'script',
    uri: null,
    digest: null,
    command: { sha256: sha256Hex(name) },
    template: null,
    conditional: false,
    mayFail: false,
    ...changes,
  };
}

const PIPELINE: PipelineVerified = {
  verifier: {
    id: 'https://plumbline.dev/verifier/verify-pipeline',
    version: { plumbline: '0.1.0' },
  },
  timeVerified: '2026-11-21T12:00:03Z',
  resourceUri: `git+https://github.com/acme/app@${COMMIT}`,
  policy: { uri: 'file:.plumbline.yaml', digest: { sha256: POLICY_SHA256 } },
  inputAttestations: [],
  verificationResult: 'PASSED',
  verifiedLevels: ['PLUMBLINE_PIPELINE_SIGNED'],
  plumbline: {
    mode: 'enforce',
    scope: 'full',
    source: 'commit',
    serial: 'decided',
    waived: 0,
    reasons: [],
    validUntil: '2027-02-19T12:00:00Z',
    definitions: [
      { path: WORKFLOW.name, resource: null, untold: null, parts: [definedPart('build')] },
    ],
  },
  run: RUN,
};

const CONFIGURATION: ConfigurationJudged = {
  result: 'PASSED',
  configuration: [{ uri: 'file:.plumbline.yaml', digest: { sha256: POLICY_SHA256 } }],
  passedTests: ['2.1.1/G'],
  warnedTests: [],
  failedTests: [],
  plumbline: {
    mode: 'enforce',
    level: 1,
    scope: 'full',
    base: null,
    version: '0.1.0',
    time: '2026-11-21T12:00:04Z',
    notAsked: [],
    waived: 0,
    reasons: [],
  },
  run: RUN,
};

export function executedFunction(index: number, name: string): ExecutedFunction {
  return {
    function: {
      scope: 'build',
      index,
      name,
      role: 'step',
      kind: 'script',
      uri: null,
      digest: null,
      command: { sha256: sha256Hex(name) },
      text: null,
    },
    inputs: [],
    environment: [],
    materials: [],
    products: [],
    results: null,
    status: 'succeeded',
    exitCode: null,
    startedAt: `2026-11-21T12:01:${String(index).padStart(2, '0')}Z`,
    finishedAt: null,
    observed: 'platform',
    retry: 0,
    previous: [],
    recorder: { id: 'https://plumbline.dev/attest-run', version: '0.1.0' },
    run: RUN,
  };
}

const FUNCTIONS = NAMES.map((name, at) => executedFunction(at + 1, name));

function builtOf(gates: readonly Made[], functions: readonly Made[]): ArtifactBuilt {
  return {
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
        github: null,
        tekton: null,
        plumbline: {
          status: 'succeeded',
          origins: [{ name: 'app', origin: 'platform' }],
          functions: { count: functions.length, observed: 'platform' },
          part: null,
          run: RUN,
        },
      },
      resolvedDependencies: [
        material({
          uri: 'git+https://github.com/acme/app@refs/heads/main',
          digest: { gitCommit: COMMIT },
        }),
        ...[...gates, ...functions].map(link),
      ],
    },
    runDetails: {
      builder: { id: 'https://github.com/acme/ci/.github/workflows/attest.yml@refs/tags/v1' },
      metadata: { invocationId: RUN.invocation, startedOn: null, finishedOn: null },
    },
  };
}

/** What a build record says. */
export type Built = Parameters<NonNullable<Changes['built']>>[0];

/** A build record in which some of what is ours says otherwise. */
export function withOurs(
  good: Built,
  changes: Partial<Built['buildDefinition']['internalParameters']['plumbline']>,
): Built {
  const { buildDefinition } = good;
  const { internalParameters } = buildDefinition;
  const plumbline = { ...internalParameters.plumbline, ...changes };
  return {
    ...good,
    buildDefinition: {
      ...buildDefinition,
      internalParameters: { ...internalParameters, plumbline },
    },
  };
}
