import type { Verdict } from '@plumbline/core';
import type { Subject } from '@plumbline/trust';
import { buildStatement } from '../statement/build.js';
import { formatTime } from '../statement/time.js';

/** SLSA Verification Summary Attestation v1. */
export const VSA_PREDICATE = 'https://slsa.dev/verification_summary/v1';
export const VERIFIER_ID = 'https://plumbline.dev/verifier/verify-pipeline';
/** The level that a passed verification earns; never one of SLSA's own. */
const SIGNED_LEVEL = 'PLUMBLINE_PIPELINE_SIGNED';

/** The run that a record belongs to, so that it cannot be shown beside another. */
export interface RunIdentity {
  readonly platform: 'github' | 'tekton';
  readonly repository: string;
  readonly repositoryId: string;
  readonly ref: string;
  readonly commit: string;
  readonly workflowRef: string;
  readonly workflowSha: string;
  readonly runId: string;
  readonly attempt: string;
  readonly event: string;
}

/** What was verified, how, and with what result. */
export interface PipelineVerification {
  readonly subjects: readonly Subject[];
  /** What the result speaks of: the repository at a commit, or the folder. */
  readonly resourceUri: string;
  readonly policy: { readonly uri: string; readonly sha256: string | null };
  /** SHA-256 of the bundles that were looked at. */
  readonly inputs: readonly { readonly uri: string; readonly sha256: string }[];
  readonly version: string;
  readonly timeVerified: Date;
  /** When the manifest expires; null where there is none. */
  readonly validUntil: Date | null;
  readonly verdict: Verdict;
  readonly conditions: Conditions;
  readonly waived: number;
  readonly run: RunIdentity | null;
}

/** What weakens a result: only a full check of a commit that is enforced can be PASSED. */
export interface Conditions {
  readonly mode: 'enforce' | 'audit';
  readonly scope: 'full' | 'partial';
  readonly source: 'commit' | 'folder';
  readonly serial: 'decided' | 'undecided';
}

/** The statement that a pipeline was verified, to be signed, or kept as it is where there is no key. */
export function buildPipelineVerified(verification: PipelineVerification): Uint8Array {
  return buildStatement({
    subjects: verification.subjects,
    predicateType: VSA_PREDICATE,
    predicate: predicateOf(verification),
  });
}

/** Why a result is not PASSED, in stable words; an empty list if it is. */
function reasonsAgainst({ verdict, conditions }: PipelineVerification): readonly string[] {
  const { mode, scope, source, serial } = conditions;
  return [
    ...(verdict === 'pass' ? [] : [`verdict-${verdict}`]),
    ...(mode === 'enforce' ? [] : [`mode-${mode}`]),
    ...(scope === 'full' ? [] : [`scope-${scope}`]),
    ...(source === 'commit' ? [] : [`source-${source}`]),
    ...(serial === 'decided' ? [] : [`serial-${serial}`]),
  ];
}

function predicateOf(verification: PipelineVerification): Readonly<Record<string, unknown>> {
  const { policy, inputs, conditions, validUntil, run, waived } = verification;
  const reasons = reasonsAgainst(verification);
  const passed = reasons.length === 0;
  return {
    verifier: { id: VERIFIER_ID, version: { plumbline: verification.version } },
    timeVerified: formatTime(verification.timeVerified),
    resourceUri: verification.resourceUri,
    policy: {
      uri: policy.uri,
      ...(policy.sha256 === null ? {} : { digest: { sha256: policy.sha256 } }),
    },
    inputAttestations: inputs.map(({ uri, sha256 }) => ({ uri, digest: { sha256 } })),
    verificationResult: passed ? 'PASSED' : 'FAILED',
    verifiedLevels: passed ? [SIGNED_LEVEL] : [],
    plumbline: {
      ...conditions,
      waived,
      reasons,
      ...(validUntil === null ? {} : { validUntil: formatTime(validUntil) }),
    },
    ...(run === null ? {} : { run: { ...run } }),
  };
}
