import { describe, expect, test } from '@jest/globals';
import { sha256Hex } from '@plumbline/core';
import { material, type RunIdentity } from '@plumbline/records';
import type { AuditId } from './judge/answer.js';
import {
  ARTIFACT,
  BUILDER,
  chainOf,
  executedFunction,
  GATE,
  POLICY_SHA256,
  RUN,
  STRANGER,
  type Changes,
  type Made,
} from './testing/chain.js';
import {
  auditOf,
  brokenStore,
  complaints,
  memoryStore,
  policyOf,
  type AuditCase,
} from './testing/world.js';

const OTHER_RUN: RunIdentity = {
  ...RUN,
  id: '9000',
  invocation: 'https://github.com/acme/app/actions/runs/9000/attempts/1',
};

test('the good chain passes, and says so of every question that the policy asks', async () => {
  const audited = await auditOf(chainOf());
  expect(complaints(audited)).toEqual({});
  expect(audited).toMatchObject({ verdict: 'pass', level: 3 });
  const skipped = audited.answers.filter(({ status }) => status === 'skipped').map(({ id }) => id);
  expect(skipped).toEqual(['policy', 'contents', 'dependencies']);
});

const NO_LISTS = { events: null, actors: null, refs: null, rules: null };

/** What was signed is as it says; what it says is not good. */
describe('a chain with one thing changed fails for that thing', () => {
  test.each<[string, Changes, Partial<Record<AuditId, 'fail' | 'unknown'>>]>([
    ['E: denied', { trigger: (good) => ({ ...good, decision: 'denied' }) }, { trigger: 'fail' }],
    [
      'E: nothing proves the event',
      { trigger: (good) => ({ ...good, verification: { by: 'nothing', key: null } }) },
      { trigger: 'fail' },
    ],
    [
      'E: replayed from another run',
      { trigger: (good) => ({ ...good, run: OTHER_RUN }) },
      { run: 'fail' },
    ],
    ['E: names no run', { trigger: (good) => ({ ...good, run: null }) }, { run: 'unknown' }],
    [
      'E: of a later attempt',
      {
        trigger: (good) => ({
          ...good,
          run: { ...RUN, attempt: 2, invocation: RUN.invocation.replace(/1$/, '2') },
        }),
      },
      { run: 'fail' },
    ],
    [
      'V: of another commit',
      {
        pipeline: (good) => ({
          ...good,
          run: {
            ...RUN,
            source: {
              uri: 'https://github.com/acme/app',
              ref: 'refs/heads/main',
              commit: 'ab'.repeat(20),
              repositoryId: '1296269',
            },
          },
        }),
      },
      { run: 'fail' },
    ],
    [
      'V: failed',
      {
        pipeline: (good) => ({
          ...good,
          verificationResult: 'FAILED',
          verifiedLevels: [],
          plumbline: { ...good.plumbline, reasons: ['mode-audit'] },
        }),
      },
      { pipeline: 'fail' },
    ],
    [
      'V: after the manifest had expired',
      {
        pipeline: (good) => ({
          ...good,
          plumbline: { ...good.plumbline, validUntil: '2026-11-01T00:00:00Z' },
        }),
      },
      { pipeline: 'fail' },
    ],
    [
      'B: warned',
      { configuration: (good) => ({ ...good, result: 'WARNED' }) },
      { configuration: 'fail' },
    ],
    [
      'S: replayed from another run',
      { functions: (good) => good.map((one, at) => (at === 1 ? { ...one, run: OTHER_RUN } : one)) },
      { run: 'fail' },
    ],
    [
      'S: a container that the definition does not name',
      {
        functions: (good) => [
          ...good,
          {
            ...executedFunction(5, 'sneak'),
            function: { ...executedFunction(5, 'sneak').function, role: 'injected' },
          },
        ],
      },
      { functions: 'fail' },
    ],
    [
      'S: one twice',
      { functions: (good) => [...good, executedFunction(4, 'package')] },
      { functions: 'fail' },
    ],
    [
      'S: names a function before it that is not there',
      {
        functions: (good) =>
          good.map((one, at) => (at === 2 ? { ...one, previous: ['12'.repeat(32)] } : one)),
      },
      { functions: 'fail' },
    ],
    [
      'P: of a run that failed',
      { built: (good) => withOurs(good, { status: 'failed' }) },
      { build: 'fail' },
    ],
    [
      'P: counts more functions than it names',
      { built: (good) => withOurs(good, { functions: { count: 5, observed: 'platform' } }) },
      { functions: 'fail' },
    ],
    [
      'P: only declares what it made',
      { built: (good) => withOurs(good, { origins: [{ name: 'app', origin: 'declared' }] }) },
      { level: 'fail' },
    ],
    ['gates after the first function', { gatesAt: '2026-11-21T12:05:00Z' }, { order: 'fail' }],
    ['gates without trusted time', { gatesAt: null }, { order: 'unknown', time: 'unknown' }],
    [
      'one key for gates and builder',
      { gate: BUILDER },
      { trigger: 'fail', pipeline: 'fail', configuration: 'fail', roles: 'fail', level: 'fail' },
    ],
    [
      'gates signed by a stranger',
      { gate: STRANGER },
      { trigger: 'fail', pipeline: 'fail', configuration: 'fail' },
    ],
    [
      'functions signed by the gate',
      { functionSigner: GATE },
      { functions: 'fail', roles: 'fail', level: 'fail' },
    ],
    [
      'the build signed by a stranger',
      { builder: STRANGER, functionSigner: BUILDER },
      { build: 'fail' },
    ],
    [
      'the build signed by the gate',
      { builder: GATE, functionSigner: BUILDER },
      { build: 'fail', roles: 'fail' },
    ],
  ])('%s', async (_name, changes, expected) => {
    const audited = await auditOf(chainOf(changes));
    expect(complaints(audited)).toMatchObject(expected);
    expect(audited.verdict).not.toBe('pass');
  });
});

type Built = Parameters<NonNullable<Changes['built']>>[0];

function withOurs(
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

function kindOf(made: readonly Made[], kind: Made['kind'], at = 0): Made {
  const found = made.filter((one) => one.kind === kind)[at];
  if (found === undefined) throw new Error(`no ${kind}`);
  return found;
}

/** Bundles as an attacker would change them, without any key. */
const TAMPERED: readonly (readonly [string, (bundle: Bundle) => void])[] = [
  ['payload', (bundle) => (bundle.dsseEnvelope.payload = flip(bundle.dsseEnvelope.payload))],
  ['payload type', (bundle) => (bundle.dsseEnvelope.payloadType = 'application/json')],
  ['signature', (bundle) => (bundle.dsseEnvelope.signatures[0] = { sig: 'AAAA' })],
  ['key hint', (bundle) => (bundle.verificationMaterial = { publicKey: { hint: 'AAAA' } })],
];

interface Bundle {
  verificationMaterial: unknown;
  dsseEnvelope: { payload: string; payloadType: string; signatures: { sig: string }[] };
}

function flip(base64: string): string {
  const bytes = Buffer.from(base64, 'base64');
  const text = bytes
    .toString('utf8')
    .replace('"attempt":1', '"attempt":2')
    .replace('"app"', '"ape"');
  return Buffer.from(text).toString('base64');
}

function tampered(made: Made, change: (bundle: Bundle) => void): Made {
  const bundle = JSON.parse(Buffer.from(made.bytes).toString()) as Bundle;
  change(bundle);
  return { ...made, bytes: Buffer.from(JSON.stringify(bundle)) };
}

describe.each(TAMPERED)('a bundle whose %s was changed', (_what, change) => {
  test.each([
    ['artifact-built', 'build'],
    ['trigger-authorized', 'trigger'],
    ['pipeline-verified', 'pipeline'],
    ['configuration-result', 'configuration'],
    ['function-executed', 'functions'],
  ] as const)('%s', async (kind, question) => {
    const chain = chainOf();
    const victim = kindOf(chain, kind);
    const changed = chain.map((one) => (one === victim ? tampered(one, change) : one));
    expect(complaints(await auditOf(changed))).toHaveProperty(question);
  });
});

describe('what is missing, and where', () => {
  test.each([
    ['trigger-authorized', 'trigger'],
    ['pipeline-verified', 'pipeline'],
    ['configuration-result', 'configuration'],
    ['function-executed', 'functions'],
    ['artifact-built', 'build'],
  ] as const)(
    '%s: a store that answers without it is a failure, one that fails leaves it open',
    async (kind, question) => {
      const chain = chainOf();
      const victim = kindOf(chain, kind);
      const rest = chain.filter((one) => one !== victim);
      expect(complaints(await auditOf(rest))).toEqual({ [question]: 'fail' });
      const open = await auditOf(rest, { stores: [memoryStore(rest), brokenStore] });
      expect(complaints(open)).toMatchObject({ [question]: 'unknown', stores: 'unknown' });
      const elsewhere = [memoryStore(rest), memoryStore([victim], 'other')];
      expect(complaints(await auditOf(chain, { stores: elsewhere }))).toEqual({});
    },
  );

  test('another artifact', async () => {
    const audited = await auditOf(chainOf(), { digest: `sha256:${sha256Hex('another')}` });
    expect(complaints(audited)).toEqual({ build: 'fail' });
  });
});

describe('junk', () => {
  const junk = (): readonly (Made | Uint8Array)[] => [
    ...chainOf({ builder: STRANGER, gate: STRANGER }),
    tampered(kindOf(chainOf(), 'artifact-built'), ({ dsseEnvelope }) => {
      dsseEnvelope.signatures = [{ sig: 'AAAA' }];
    }),
    Buffer.from('{"hello":"world"}'),
  ];

  test('hides nothing and fails nothing, but in strict', async () => {
    const chain = chainOf();
    const stores = [memoryStore([...junk(), ...chain, ...junk()])];
    expect(await auditOf(chain, { stores })).toMatchObject({ verdict: 'pass', level: 3 });
    expect(complaints(await auditOf(chain, { stores, strict: true }))).toEqual({ junk: 'fail' });
  });

  test('an older build that does not stand hides none that does', async () => {
    const good = chainOf();
    const bad = chainOf({
      trigger: (one) => ({ ...one, decision: 'denied' }),
      builtAt: '2026-11-21T23:00:00Z',
    });
    const both = [...bad, ...good];
    expect(await auditOf(both, { stores: [memoryStore(both)] })).toMatchObject({ verdict: 'pass' });
  });
});

describe('the policy', () => {
  const audit = (changes: Parameters<typeof policyOf>[0], made = chainOf(), of: AuditCase = {}) =>
    auditOf(made, { ...of, policy: policyOf(changes) }).then(complaints);
  const { trigger } = policyOf().audit;

  test.each<[string, Parameters<typeof policyOf>[0], Partial<Record<AuditId, string>>]>([
    ['events', { trigger: { ...trigger, events: ['push'] } }, {}],
    ['other events', { trigger: { ...trigger, events: ['release'] } }, { trigger: 'fail' }],
    ['actors', { trigger: { ...trigger, actors: ['583231'] } }, {}],
    ['other actors', { trigger: { ...trigger, actors: ['1'] } }, { trigger: 'fail' }],
    ['refs', { trigger: { ...trigger, refs: ['refs/heads/*'] } }, {}],
    ['other refs', { trigger: { ...trigger, refs: ['refs/tags/*'] } }, { trigger: 'fail' }],
    [
      'sources',
      {
        build: {
          signers: [],
          sources: ['https://github.com/acme/*'],
          builders: null,
          definitions: null,
        },
      },
      {},
    ],
    [
      'other sources',
      {
        build: {
          signers: [],
          sources: ['https://github.com/acme'],
          builders: null,
          definitions: null,
        },
      },
      { build: 'fail' },
    ],
    [
      'a higher level of the benchmark',
      { configuration: { ...policyOf().audit.configuration, level: 2 } },
      { configuration: 'fail' },
    ],
    ['allowed policies', { policies: [POLICY_SHA256] }, {}],
    ['other policies', { policies: ['00'.repeat(32)] }, { policy: 'fail' }],
    ['a maximum age', { maxAge: '1d' }, {}],
    ['a shorter one', { maxAge: '1h' }, { build: 'fail' }],
    [
      'a list of contents',
      { contents: { require: 'required', signers: [] } },
      { contents: 'fail' },
    ],
    ['a key in the job', { custody: { gate: 'service' } }, { level: 'fail' }],
    ['a key in the job, at level 1', { custody: {}, level: 1 }, {}],
    ['another signer revoked', { deny: [{ what: 'signer:other', since: null, why: 'lost' }] }, {}],
    [
      'the builder revoked',
      { deny: [{ what: 'signer:builder', since: null, why: 'lost' }] },
      { revocation: 'fail' },
    ],
    [
      'revoked after it had signed',
      { deny: [{ what: 'signer:builder', since: '2026-11-21T13:00:00Z', why: 'lost' }] },
      {},
    ],
    [
      'revoked before it signed',
      { deny: [{ what: 'signer:builder', since: '2026-11-21T12:00:00Z', why: 'lost' }] },
      { revocation: 'fail' },
    ],
    [
      'a source revoked',
      { deny: [{ what: `gitCommit:${RUN.source?.commit ?? ''}`, since: null, why: 'bad' }] },
      { revocation: 'fail' },
    ],
    ['a stale list', { denyAsOf: '2026-08-01T00:00:00Z' }, { revocation: 'unknown' }],
  ])('%s', async (_name, changes, expected) => {
    expect(await audit(changes)).toEqual(expected);
  });

  test('without trusted time a revoked key loses all its records', async () => {
    const deny = [{ what: 'signer:builder', since: '2026-11-21T13:00:00Z', why: 'lost' }];
    const timeless = chainOf({ builtAt: null });
    expect(await audit({ deny, time: 'optional' }, timeless)).toEqual({ revocation: 'fail' });
  });

  test('a trigger that nobody judged stands only where no guard is demanded', async () => {
    const notAsked: Changes['trigger'] = (good) => ({
      ...good,
      decision: 'not-asked',
      rule: null,
      verification: { by: 'nothing', key: null },
    });
    const unguarded = chainOf({ trigger: notAsked });
    const optional = { ...NO_LISTS, require: 'optional', signers: [] } as const;
    expect(await audit({ trigger: optional }, unguarded)).toEqual({});
    expect(await audit({}, unguarded)).toEqual({ trigger: 'fail' });
    const listed = { ...optional, events: ['push'] };
    expect(await audit({ trigger: listed }, unguarded)).toEqual({ trigger: 'fail' });
    const told = chainOf({ trigger: notAsked, triggerByBuilder: true });
    expect(await audit({ trigger: optional }, told)).toEqual({});
    expect(await audit({ trigger: listed }, told)).toMatchObject({ roles: 'fail', order: 'fail' });
    const denied = chainOf({ trigger: (good) => ({ ...good, decision: 'denied' }) });
    expect(await audit({ trigger: optional }, denied)).toEqual({ trigger: 'fail' });
  });

  test('a run that records itself is still running', async () => {
    const running = chainOf({ built: (good) => withOurs(good, { status: 'running' }) });
    expect(await audit({}, running)).toEqual({});
  });

  test('time that is optional is not asked for', async () => {
    const timeless = chainOf({ builtAt: null, gatesAt: null });
    expect(await audit({ time: 'optional' }, timeless)).toEqual({});
    expect(await audit({}, timeless)).toEqual({ time: 'unknown', order: 'unknown' });
  });

  test('at level 1 one key may do everything, and it is told', async () => {
    const one = { signers: [], require: 'required' } as const;
    const all = {
      level: 1,
      custody: {},
      build: { signers: [], sources: null, builders: null, definitions: null },
      trigger: { ...trigger, ...one },
      pipeline: one,
      configuration: { ...one, level: 1 },
      functions: one,
    };
    expect(await audit(all, chainOf({ gate: BUILDER }))).toEqual({});
  });

  test('without any signer nothing is decided', async () => {
    const nobody = { ...policyOf(), trust: { ...policyOf().trust, keys: {} } };
    expect(complaints(await auditOf(chainOf(), { policy: nobody }))).toEqual({ build: 'unknown' });
  });
});

describe('what it was built from', () => {
  const base = sha256Hex('base image');
  const used = (good: Built): Built => ({
    ...good,
    buildDefinition: {
      ...good.buildDefinition,
      resolvedDependencies: [
        ...good.buildDefinition.resolvedDependencies,
        material({ uri: 'pkg:oci/base', digest: { sha256: base } }),
        material({ uri: 'itself', digest: { sha256: ARTIFACT } }),
      ],
    },
  });
  const chain = chainOf({ built: used });

  test.each<[string, number, readonly Made[], Partial<Record<AuditId, string>>]>([
    ['is not asked at depth 0', 0, [], {}],
    ['needs records of its own at depth 1', 1, [], { dependencies: 'fail' }],
    ['may have them', 1, chainOf({ artifact: base }), {}],
    [
      'they must stand',
      1,
      chainOf({ artifact: base, trigger: (good) => ({ ...good, decision: 'denied' }) }),
      { dependencies: 'fail' },
    ],
  ])('%s', async (_name, depth, more, expected) => {
    const all = [...chain, ...more];
    expect(complaints(await auditOf(all, { depth }))).toEqual(expected);
  });
});
