import { answer, notApplicable, type Check, type Question } from '@plumbline/core';
import type { GraphNode } from '@plumbline/pipeline';

const question: Question = {
  id: 'ref/lock',
  title: 'Locks and definitions agree with what is used',
  severity: 'high',
};

/** Whether a lock says more, less or something else than what is used, or two files stand for one function. */
export function checkConsistent(nodes: readonly GraphNode[]): Check {
  const objections = nodes.flatMap((node) =>
    (node.problems ?? []).map(({ message, location }) => ({
      message,
      subject: node.ref,
      locations: [location],
      hint: node.kind === 'lock' ? 'write the lock again: gh actions-lock' : 'keep one of the two',
    })),
  );
  const isAsked = nodes.some((node) => node.kind === 'lock') || objections.length > 0;
  return isAsked ? answer(question, objections) : notApplicable(question);
}
