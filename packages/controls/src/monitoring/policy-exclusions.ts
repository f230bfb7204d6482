import type { Node } from '@plumbline/core';
import { itemsAt, objectsOfKind, scalarAt, type ClusterObject } from '../cluster/objects.js';
import type { Subject } from '../subject.js';
import { placeIn, type Violation } from '../violation.js';

/** The rules that policies of Conforma leave out: those of `volatileConfig` have an end, those of `config` have none (6.3.1). Null if there is no policy. */
export function policyExclusions(subject: Subject): readonly Violation[] | null {
  const policies = objectsOfKind(subject, 'EnterpriseContractPolicy');
  if (policies.length === 0) return null;
  return policies.flatMap((policy) =>
    [policy.node, ...itemsAt(policy.node, 'spec', 'sources')].flatMap((node) => {
      const at = node === policy.node ? ['spec'] : [];
      return [
        ...itemsAt(node, ...at, 'config', 'exclude').map((rule) =>
          violation(policy, rule, 'it has no end'),
        ),
        ...itemsAt(node, ...at, 'configuration', 'exclude').map((rule) =>
          violation(policy, rule, 'it has no end'),
        ),
        ...itemsAt(node, ...at, 'volatileConfig', 'exclude').flatMap((rule) => {
          const until = scalarAt(rule, 'effectiveUntil');
          if (until !== null && until.text.slice(0, 10) >= subject.today) return [];
          const why = until === null ? 'it has no end' : `it ended on ${until.text}`;
          return [violation(policy, until ?? rule, why)];
        }),
      ];
    }),
  );
}

function violation(policy: ClusterObject, node: Node, why: string): Violation {
  const rule = node.kind === 'scalar' ? node.text : (scalarAt(node, 'value')?.text ?? '');
  return {
    at: placeIn(policy, { node }),
    address: policy.address,
    subject: rule,
    severity: 'medium',
    message: `Nobody answers any more for leaving out \`${rule}\`: ${why}.`,
    hint: 'volatileConfig: { exclude: [{ value: <rule>, effectiveUntil: <a date within a year> }] }',
  };
}
