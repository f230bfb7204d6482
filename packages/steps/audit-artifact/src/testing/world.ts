import { err, ok, sha256Hex, undecidableFault } from '@plumbline/core';
import { isAskedFor, recordKeys } from '@plumbline/records';
import { builtInPolicy, type AuditPolicy, type Policy, type RecordStore } from '@plumbline/step';
import { auditAll } from '../audit.js';
import type { AuditId } from '../judge/answer.js';
import type { Audited } from '../judge/judge.js';
import type { Artifact } from '../judge/subject.js';
import { digestOnly } from '../artifacts/resolve.js';
import { authenticator } from '../trust.js';
import { ARTIFACT, BUILDER, GATE, type Made } from './chain.js';

const NOW = new Date('2026-11-22T08:00:00Z');

/** A store in memory that holds records, and bytes that are none. */
export function memoryStore(made: readonly (Made | Uint8Array)[], name = 'memory'): RecordStore {
  const records = made.map((one) => {
    const bytes = one instanceof Uint8Array ? one : one.bytes;
    return { kind: 'x', sha256: sha256Hex(bytes), bytes };
  });
  return {
    name,
    put: () => Promise.resolve(err(undecidableFault('STORE', 'read only'))),
    find: (query) =>
      Promise.resolve(
        ok({
          records: records.filter(({ bytes }) => isAskedFor(recordKeys(bytes), query)),
          problems: [],
        }),
      ),
  };
}

export const brokenStore: RecordStore = {
  name: 'broken',
  put: () => Promise.resolve(err(undecidableFault('STORE', 'down'))),
  find: () => Promise.resolve(err(undecidableFault('STORE', 'the registry is down'))),
};

const TARGET = {
  name: '.',
  tree: {
    source: { kind: 'folder' },
    entries: () => ok([]),
    read: () => err(undecidableFault('FILE_NOT_FOUND', 'no file')),
  },
  commit: null,
  sourceUri: null,
} as const;

const KEY = { notBefore: null, notAfter: null, revoked: false };

export function policyOf(audit: Partial<AuditPolicy> = {}): Policy {
  const roles = { require: 'required', signers: ['gate'] } as const;
  const { trigger, configuration, contents } = builtInPolicy.audit;
  return {
    ...builtInPolicy,
    trust: {
      ...builtInPolicy.trust,
      keys: { gate: { ...KEY, pem: GATE.pem }, builder: { ...KEY, pem: BUILDER.pem } },
    },
    audit: {
      ...builtInPolicy.audit,
      level: 3,
      custody: { gate: 'service', builder: 'isolated' },
      build: { ...builtInPolicy.audit.build, signers: ['builder'] },
      trigger: { ...trigger, ...roles },
      pipeline: roles,
      configuration: { ...configuration, ...roles },
      functions: { require: 'required', signers: ['builder'] },
      contents,
      deny: [],
      denyAsOf: '2026-11-20T00:00:00Z',
      ...audit,
    },
  };
}

export interface AuditCase {
  readonly stores?: readonly RecordStore[];
  readonly policy?: Policy;
  readonly strict?: boolean;
  readonly digest?: string;
  /** Instead of the digest alone. */
  readonly artifact?: Artifact;
  readonly depth?: number;
}

/** Audits the artifact of the fixture; the trusted time of each record is what its maker was given. */
export async function auditOf(made: readonly Made[], of: AuditCase = {}): Promise<Audited> {
  const { policy = policyOf(), strict = false, digest = `sha256:${ARTIFACT}` } = of;
  const authenticate = authenticator(policy, TARGET, NOW);
  if (!authenticate.ok) throw new Error(authenticate.error.code);
  const times = new Map(made.map(({ bytes, signedAt }) => [sha256Hex(bytes), signedAt]));
  const { artifact = digestOnly('app', digest) } = of;
  const [audited] = await auditAll([artifact], {
    policy,
    stores: of.stores ?? [memoryStore(made)],
    authenticate: (bundle) => {
      const authentic = authenticate.value(bundle);
      const signedAt = times.get(sha256Hex(bundle)) ?? null;
      return authentic.ok ? ok({ ...authentic.value, signedAt }) : authentic;
    },
    now: NOW,
    strict,
    depth: of.depth ?? 0,
    trustsAnybody: Object.keys(policy.trust.keys).length > 0,
  });
  if (audited === undefined) throw new Error('nothing was audited');
  return audited;
}

/** The questions that were not answered well. */
export function complaints({ answers }: Audited): Partial<Record<AuditId, string>> {
  return Object.fromEntries(
    answers
      .filter(({ status }) => status === 'fail' || status === 'unknown')
      .map(({ id, status }) => [id, status]),
  );
}
