import type { Text } from '@plumbline/pipeline';
import { parseCondition } from '../expression/occurrences.js';
import { accessesIn } from '../expression/path.js';
import { truthOf } from '../expression/truth.js';
import type { JobSite } from '../github/steps.js';
import type { Violation } from '../violation.js';
import { fault } from './flaw.js';

/** A condition on the event that none of the workflow's events meets (2.4.4); callers bring events of their own. */
export function deadCondition(
  { workflow }: JobSite,
  condition: Text | null,
  address: string,
): readonly Violation[] {
  const events = workflow.triggers.map(({ event }) => event.value);
  if (condition === null || !condition.value.includes('event_name')) return [];
  const { expression } = parseCondition(condition.value);
  if (expression === null || events.includes('workflow_call') || events.length === 0) return [];
  const asks = accessesIn(expression).some((path) => path.join('.') === 'github.event_name');
  const isDead = events.every(
    (event) =>
      truthOf(expression, (path) => (path.join('.') === 'github.event_name' ? [event] : null)) ===
      false,
  );
  if (!asks || !isDead) return [];
  return [
    fault(workflow, condition.node, {
      address,
      subject: 'if',
      what: 'no event of this workflow meets this condition, so it never holds',
      hint: `on: the event that is meant, besides ${events.join(', ')}`,
    }),
  ];
}
