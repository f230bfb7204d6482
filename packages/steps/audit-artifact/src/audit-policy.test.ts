import { describe, expect, test } from '@jest/globals';
import type { AuditId } from './judge/answer.js';
import { BUILDER, chainOf, POLICY_SHA256, RUN, withOurs, type Changes } from './testing/chain.js';
import { auditOf, complaints, policyOf, type AuditCase } from './testing/world.js';

const NO_LISTS = { events: null, actors: null, refs: null, rules: null };

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
