import {
  configurationRecord,
  partsOf,
  verifiedRecord,
  type ChainRecord,
  type LinkedRecord,
} from '@plumbline/records';
import { judged, skipped, type Answer, type Reason } from './answer.js';
import type { Case } from './subject.js';

/** Whether the gates judged by a policy that is allowed: a weak one of the attacker's branch passes everything. */
export function judgePolicy({ chain, policy }: Case): Answer {
  const used = [
    ...read(chain.pipelines, (record) => {
      const parsed = partsOf(record, verifiedRecord);
      return parsed.ok ? [parsed.value.predicate.policy] : [];
    }),
    ...read(chain.configurations, (record) => {
      const parsed = partsOf(record, configurationRecord);
      return parsed.ok ? parsed.value.predicate.configuration : [];
    }),
  ];
  if (policy.policies.length === 0 || used.length === 0) {
    return skipped(
      'policy',
      'the policy does not list the policies that gates may use',
      'audit.policies in the policy',
    );
  }
  const wrong: Reason[] = used
    .filter(({ digest }) => !policy.policies.includes(digest?.sha256 ?? ''))
    .map(({ uri, digest }) => ({
      message: `a gate judged by a policy that is not allowed: ${uri}`,
      expected: policy.policies.map((sha256) => `sha256:${sha256}`).join(' or '),
      actual: digest === null ? 'the built-in policy' : `sha256:${digest.sha256}`,
      hint: 'audit.policies in the policy',
    }));
  return judged('policy', `${String(used.length)} gates judged by an allowed policy`, { wrong });
}

interface UsedPolicy {
  readonly uri: string;
  readonly digest: { readonly sha256: string } | null;
}

function read(
  linked: readonly LinkedRecord[],
  policyOf: (record: ChainRecord) => readonly UsedPolicy[],
): readonly UsedPolicy[] {
  return linked.flatMap(({ record }) => (record === null ? [] : policyOf(record)));
}
