import { answer, type Check, type Question } from '@plumbline/core';
import type { GraphNode } from '@plumbline/pipeline';

const question: Question = {
  id: 'ref/undecidable',
  title: 'Every reference says what it means',
  severity: 'high',
};

/** Whether what each reference fetches can be told from the files alone. */
export function checkDecidable(nodes: readonly GraphNode[]): Check {
  const objections = nodes
    .filter((node) => node.status === 'undecidable')
    .map((node) => ({
      message: `cannot decide what ${node.ref} is: ${node.reason ?? 'it depends on values that are not known here'}`,
      subject: node.ref,
      locations: node.sites,
      hint: 'write the reference literally, pinned by commit or digest',
    }));
  return answer(question, objections, 'error');
}
