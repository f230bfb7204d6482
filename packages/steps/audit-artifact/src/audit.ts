import { createCollector, walk, type Authenticate } from '@plumbline/records';
import type { Policy, RecordStore } from '@plumbline/step';
import { judgeWalked, type Audited } from './judge/judge.js';
import type { Artifact } from './judge/subject.js';

/** With what artifacts are audited. */
export interface Auditor {
  readonly policy: Policy;
  readonly stores: readonly RecordStore[];
  readonly authenticate: Authenticate;
  readonly now: Date;
  readonly strict: boolean;
  readonly trustsAnybody: boolean;
}

/** Chains beyond these are judged and not kept: they are drawn, and a drawing of more cannot be read. */
const CHAINS_KEPT = 200;

/** Audits one artifact after the other: each bundle is verified once, and what was judged is let go. */
export async function auditAll(
  artifacts: readonly Artifact[],
  auditor: Auditor,
): Promise<readonly Audited[]> {
  const collector = createCollector(auditor.stores, auditor.authenticate);
  const audited: Audited[] = [];
  for (const artifact of artifacts) {
    const walked = await walk(artifact.key, collector);
    const one = judgeWalked(artifact, walked, { ...auditor, policy: auditor.policy.audit });
    audited.push(audited.length < CHAINS_KEPT ? one : { ...one, chain: null });
  }
  return audited;
}
