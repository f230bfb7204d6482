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
  RUN,
  STRANGER,
  withOurs,
  type Built,
  type Changes,
  type Made,
} from './testing/chain.js';
import { auditOf, brokenStore, complaints, memoryStore } from './testing/world.js';

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
