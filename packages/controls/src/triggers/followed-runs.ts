import type { Text, WorkflowTrigger } from '@plumbline/pipeline';
import { parseCondition } from '../expression/occurrences.js';
import { truthOf } from '../expression/truth.js';
import { workflowsOf } from '../github/steps.js';
import type { Subject } from '../subject.js';

/** Events by which the run that is followed starts, as far as nobody knows them. */
const ANY: readonly (readonly [string, boolean])[] = [
  ['push', true],
  ['pull_request', true],
];

/** Whether `workflow_run` follows runs of branches that anybody with write access, or a stranger, may name (5.1.3). */
export function followsAny(
  subject: Subject,
  { filters }: WorkflowTrigger,
  asked: {
    readonly conditions: readonly (Text | null)[];
    readonly isWide: (trigger: WorkflowTrigger) => boolean;
  },
): boolean {
  if (filters.some(({ name }) => name.value.startsWith('branches'))) return false;
  const names = filters.find(({ name }) => name.value === 'workflows')?.values ?? [];
  const events = names.flatMap(({ value }) => {
    const followed = workflowsOf(subject).find((one) => one.name?.value === value);
    return (
      followed?.triggers.map((one) => [one.event.value, isOpen(one, asked.isWide)] as const) ?? ANY
    );
  });
  return events.some(
    ([event, open]) => open && asked.conditions.every((text) => holdsAfter(text, event)),
  );
}

function isOpen(trigger: WorkflowTrigger, isWide: (trigger: WorkflowTrigger) => boolean): boolean {
  return /^pull_request/.test(trigger.event.value) || isWide(trigger);
}

function holdsAfter(condition: Text | null, event: string): boolean {
  const expression = condition === null ? null : parseCondition(condition.value).expression;
  if (expression === null) return true;
  const name = 'github.event.workflow_run.event';
  return truthOf(expression, (path) => (path.join('.') === name ? [event] : null)) !== false;
}
