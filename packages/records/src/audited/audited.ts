import { integer, list, object, oneOf, optional, text, type ValueOf } from '@plumbline/core';
import { digestSet } from '@plumbline/trust';
import { signerShape } from '../link/signer.js';
import { recordFormat } from '../statement/format.js';
import { recordTime } from '../statement/time.js';
import { VSA_PREDICATE } from '../verified/build.js';

/** The verifier of an audit: what tells its summaries from those of others. */
export const AUDITOR_ID = 'https://plumbline.dev/verifier/audit-artifact';

const auditedShape = object({
  verifier: object({ id: oneOf(AUDITOR_ID), version: object({ plumbline: text() }) }),
  timeVerified: recordTime,
  resourceUri: text(),
  policy: object({ uri: text(), digest: optional(digestSet, null) }),
  /** Every record that was used: `digest` holds R(). */
  inputAttestations: list(object({ uri: text(), digest: digestSet })),
  verificationResult: oneOf('PASSED', 'FAILED'),
  /** Own words, never those of SLSA: `PLUMBLINE_CHAIN_VERIFIED`, `PLUMBLINE_BUILD_LEVEL_n`. */
  verifiedLevels: list(text({ expected: 'a level of ours', pattern: /^PLUMBLINE_[A-Z0-9_]+$/ })),
  plumbline: object({
    mode: oneOf('enforce', 'audit'),
    asOf: recordTime,
    depth: integer(0),
    waived: integer(0),
    /** Ids of the checks that did not pass; empty if the result is PASSED. */
    reasons: list(text()),
    /** The build level that the custody of the records allows. */
    buildLevel: integer(0, 3),
    signers: list(object({ kind: text(), signer: signerShape })),
  }),
});

/** What an audit of an artifact found (SLSA verification summary v1). */
export type ArtifactVerified = ValueOf<typeof auditedShape>;

export const auditedRecord = recordFormat(VSA_PREDICATE, auditedShape);
