import { ok, type Fault, type Result } from '@plumbline/core';
import { AUDITOR_ID, auditedRecord, formatTime, keepRecord, openSigner } from '@plumbline/records';
import {
  version,
  type LoadedPolicy,
  type Ports,
  type RecordStore,
  type Target,
  type WrittenRecord,
} from '@plumbline/step';
import type { Audited } from './judge/judge.js';
import { recordsOf } from './judge/time.js';
import type { AuditInputs, AuditRequest } from './run.js';

/** What was audited, and how. */
export interface Terms {
  readonly inputs: AuditRequest;
  readonly audited: readonly Audited[];
  readonly loaded: LoadedPolicy;
  /** Where the policy is. */
  readonly here: Target;
  readonly stores: readonly RecordStore[];
  readonly now: Date;
}

const BUILT_IN_POLICY = 'https://plumbline.dev/policy/built-in';

/** Signs a verification summary for each artifact (SLSA VSA v1); without a key nothing claims one. */
export async function writeSummaries(
  terms: Terms,
  { key, mode }: Pick<AuditInputs, 'key' | 'mode'>,
  ports: Ports,
): Promise<Result<readonly WrittenRecord[], Fault>> {
  if (key === null) return ok([]);
  const signer = await openSigner(key, { policy: terms.loaded.policy, target: terms.here }, ports);
  if (!signer.ok) return signer;
  const written: WrittenRecord[] = [];
  for (const one of terms.audited) {
    const bundle = await signer.value.sign(summaryOf(one, { ...terms, mode, time: ports.now() }));
    if (!bundle.ok) return bundle;
    const kept = await keepRecord(
      { kind: 'artifact-verified', bytes: bundle.value, images: imagesOf(one) },
      terms.stores,
    );
    if (!kept.ok) return kept;
    written.push(...kept.value);
  }
  return ok(written);
}

interface Summing extends Terms, Pick<AuditInputs, 'mode'> {
  readonly time: Date;
}

function summaryOf(one: Audited, { inputs, loaded, now, mode, time }: Summing): Uint8Array {
  const { artifact, answers, chain, level } = one;
  const reasons = answers.filter(({ status }) => status === 'fail' || status === 'unknown');
  const passed = one.verdict === 'pass' && mode === 'enforce';
  const used = chain === null ? [] : recordsOf(chain);
  const { sha256, path } = loaded.origin;
  return auditedRecord.build({
    subjects: [{ name: artifact.name, uri: null, digest: artifact.digest }],
    predicate: {
      verifier: { id: AUDITOR_ID, version: { plumbline: version } },
      timeVerified: formatTime(time),
      resourceUri: artifact.name,
      policy: {
        uri: path === null ? BUILT_IN_POLICY : `file:${path}`,
        digest: sha256 === null ? null : { sha256 },
      },
      inputAttestations: used.map(({ kind, sha256: statement }) => ({
        uri: kind ?? 'record',
        digest: { sha256: statement },
      })),
      verificationResult: passed ? 'PASSED' : 'FAILED',
      verifiedLevels: passed
        ? ['PLUMBLINE_CHAIN_VERIFIED', `PLUMBLINE_BUILD_LEVEL_${String(level)}`]
        : [],
      plumbline: {
        mode: mode === 'audit' ? 'audit' : 'enforce',
        asOf: formatTime(now),
        depth: Number(inputs.depth),
        waived: 0,
        reasons: [
          ...reasons.map(({ id }) => `audit/${id}`),
          ...(mode === 'audit' ? ['mode-audit'] : []),
        ],
        buildLevel: level,
        signers: used.map(({ kind, signer }) => ({
          kind: kind ?? 'record',
          signer: signer.identity,
        })),
      },
    },
  });
}

function imagesOf({ artifact }: Audited): readonly string[] {
  return artifact.key.startsWith('sha256:') ? [artifact.key] : [];
}
