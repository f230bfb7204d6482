import type { Check } from '@plumbline/core';
import type { Closure } from '@plumbline/pipeline';
import type { VerifyPolicy } from '@plumbline/step';
import { checkConsistent } from './references/consistent.js';
import { checkInCluster } from './references/in-cluster.js';
import { checkPinned } from './references/pinned.js';
import { checkPresent } from './references/present.js';
import { checkReadable } from './references/readable.js';
import { checkSource } from './references/source.js';
import { checkDecidable } from './references/undecidable.js';

/** What can be told about everything a pipeline uses from its files alone, judged by the policy. */
export function judgeReferences(closure: Closure, policy: VerifyPolicy): readonly Check[] {
  return [
    checkReadable(closure),
    checkPresent(closure.nodes),
    checkDecidable(closure.nodes),
    checkPinned(closure.nodes),
    checkConsistent(closure.nodes),
    checkInCluster(closure, policy.inCluster),
    checkSource(closure.nodes, policy.sources),
  ];
}
