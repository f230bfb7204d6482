import {
  integer,
  list,
  object,
  oneOf,
  optional,
  text,
  type Verdict,
  type ValueOf,
} from '@plumbline/core';
import type { Subject } from '@plumbline/trust';
import { runShape, type RunIdentity } from '../run/run.js';
import { recordFormat } from '../statement/format.js';
import { formatTime, recordTime } from '../statement/time.js';
import { definitionShape, type VerifiedDefinition } from './definition.js';

/** SLSA Verification Summary Attestation v1. */
export const VSA_PREDICATE = 'https://slsa.dev/verification_summary/v1';
export const VERIFIER_ID = 'https://plumbline.dev/verifier/verify-pipeline';
/** The level that a passed verification earns; never one of SLSA's own. */
const SIGNED_LEVEL = 'PLUMBLINE_PIPELINE_SIGNED';

const SHA256 = text({ expected: 'a SHA-256', pattern: /^[0-9a-f]{64}$/ });

const verifiedShape = object({
  verifier: object({ id: oneOf(VERIFIER_ID), version: object({ plumbline: text() }) }),
  timeVerified: recordTime,
  resourceUri: text(),
  policy: object({ uri: text(), digest: optional(object({ sha256: SHA256 }), null) }),
  inputAttestations: list(object({ uri: text(), digest: object({ sha256: SHA256 }) })),
  verificationResult: oneOf('PASSED', 'FAILED'),
  verifiedLevels: list(oneOf(SIGNED_LEVEL)),
  plumbline: object({
    mode: oneOf('enforce', 'audit'),
    scope: oneOf('full', 'partial'),
    source: oneOf('commit', 'folder'),
    serial: oneOf('decided', 'undecided'),
    waived: integer(0),
    reasons: list(text()),
    validUntil: optional(recordTime, null),
    /** What the run may be of, and the functions that it names; left out where no run is known that could be held to it. */
    definitions: optional(list(definitionShape), null),
  }),
  run: optional(runShape, null),
});

/** That a pipeline was verified, as its record says it. */
export type PipelineVerified = ValueOf<typeof verifiedShape>;

export const verifiedRecord = recordFormat(VSA_PREDICATE, verifiedShape);

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
  /** Null: nothing is said of the functions of any definition. */
  readonly definitions: readonly VerifiedDefinition[] | null;
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
  return verifiedRecord.build({
    subjects: verification.subjects,
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

function predicateOf(verification: PipelineVerification): PipelineVerified {
  const { policy, inputs, conditions, validUntil, run, waived, definitions } = verification;
  const reasons = reasonsAgainst(verification);
  const passed = reasons.length === 0;
  return {
    verifier: { id: VERIFIER_ID, version: { plumbline: verification.version } },
    timeVerified: formatTime(verification.timeVerified),
    resourceUri: verification.resourceUri,
    policy: {
      uri: policy.uri,
      digest: policy.sha256 === null ? null : { sha256: policy.sha256 },
    },
    inputAttestations: inputs.map(({ uri, sha256 }) => ({ uri, digest: { sha256 } })),
    verificationResult: passed ? 'PASSED' : 'FAILED',
    verifiedLevels: passed ? [SIGNED_LEVEL] : [],
    plumbline: {
      ...conditions,
      waived,
      reasons,
      validUntil: validUntil === null ? null : formatTime(validUntil),
      definitions,
    },
    run,
  };
}
