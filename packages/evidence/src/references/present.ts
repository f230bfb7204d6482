import { answer, type Check, type Question } from '@plumbline/core';
import type { GraphNode } from '@plumbline/pipeline';

const question: Question = {
  id: 'ref/missing',
  title: 'Every local file that the pipeline uses is there',
  severity: 'high',
};

/** Whether every local action, workflow and file that is referred to exists: a run could put anything there. */
export function checkPresent(nodes: readonly GraphNode[]): Check {
  const objections = nodes
    .filter((node) => node.status === 'missing')
    .map((node) => ({
      message: `${node.ref} is not in the target${node.reason === null ? '' : `: ${node.reason}`}`,
      subject: node.ref,
      locations: node.sites,
      hint: 'commit the file, or use the function by repository and commit',
    }));
  return answer(question, objections);
}
