import type { Text, Workflow } from '@plumbline/pipeline';
import { stepsIn, workflowsOf } from '../github/steps.js';
import type { Subject } from '../subject.js';
import { accessedIn, templatesIn } from './expressions.js';

/** A text that somebody outside the repository writes. */
export interface FreeText {
  readonly name: string;
  readonly reads: (text: string) => boolean;
}

/** A field of the payload of `repository_dispatch` that a workflow reads (3.4.1). */
export interface Payload {
  readonly workflow: Workflow;
  readonly event: Text;
  readonly field: FreeText;
}

/** The fields that workflows by `repository_dispatch` read. */
export function payloadsOf(subject: Subject): readonly Payload[] {
  return workflowsOf(subject).flatMap((workflow) => {
    const trigger = workflow.triggers.find(({ event }) => event.value === 'repository_dispatch');
    if (trigger === undefined) return [];
    const names = stepsIn(subject, workflow).length === 0 ? [] : fieldsIn(workflow);
    return names.map((name) => ({ workflow, event: trigger.event, field: fieldNamed(name) }));
  });
}

function fieldsIn(workflow: Workflow): readonly string[] {
  const nodes = [
    ...(workflow.env === null ? [] : [workflow.env.node]),
    ...workflow.jobs.map(({ node }) => node),
  ];
  const names = nodes.flatMap((node) =>
    templatesIn(node).flatMap(({ text }) => accessedIn(text).flatMap((path) => fieldOf(path))),
  );
  return [...new Set(names)];
}

function fieldOf(path: readonly string[]): readonly string[] {
  const isPayload = path.slice(0, 3).join('.') === 'github.event.client_payload';
  return isPayload && path.length > 3 ? [path.slice(3).join('.')] : [];
}

function fieldNamed(name: string): FreeText {
  return {
    name,
    reads: (text) =>
      !isListed(text, name) && accessedIn(text).some((path) => fieldOf(path).includes(name)),
  };
}

/** Whether an expression gives a field on only where a list has it. */
function isListed(text: string, name: string): boolean {
  const asks =
    /contains\(\s*fromJSON\(\s*'\[[^\]]*\]'\s*\)\s*,\s*github\.event\.client_payload\.([\w.-]+)\s*\)\s*&&/i;
  return asks.exec(text)?.[1]?.toLowerCase() === name;
}
