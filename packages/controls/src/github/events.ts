import { parseUses, type Workflow } from '@plumbline/pipeline';
import { shared, type Subject } from '../subject.js';
import { jobsOf, workflowsOf } from './steps.js';

/**
 * Who starts a run, and with what. `outsider`: anyone with an account, with the token and secrets of the repository.
 * `fork`: anyone, with a token that reads and without secrets. `writer`: only people with write access.
 * (GitHub: events that trigger workflows; automatic token authentication.)
 */
export type Trust = 'outsider' | 'fork' | 'writer';

const OUTSIDER = new Set([
  'discussion',
  'discussion_comment',
  'fork',
  'gollum',
  'issue_comment',
  'issues',
  'pull_request_target',
  'watch',
  'workflow_run',
]);

const FORK = new Set(['pull_request', 'pull_request_review', 'pull_request_review_comment']);

/** The trust that runs of an event deserve. */
export function trustOf(event: string): Trust {
  if (OUTSIDER.has(event)) return 'outsider';
  return FORK.has(event) ? 'fork' : 'writer';
}

const callersOf = shared((subject: Subject): ReadonlyMap<string, readonly Workflow[]> => {
  const callers = new Map<string, Workflow[]>();
  for (const { workflow, job } of jobsOf(subject)) {
    const uses = job.uses === null ? null : parseUses(job.uses.value);
    if (uses?.kind !== 'local') continue;
    callers.set(uses.path, [...(callers.get(uses.path) ?? []), workflow]);
  }
  return callers;
});

const eventsByPath = shared((subject: Subject): ReadonlyMap<string, ReadonlySet<string>> => {
  const callers = callersOf(subject);
  const own = new Map(
    workflowsOf(subject).map(({ path, triggers }) => [
      path,
      new Set(triggers.map(({ event }) => event.value)),
    ]),
  );
  const gathered = (path: string, seen: Set<string>): ReadonlySet<string> => {
    const events = new Set(own.get(path));
    if (!events.has('workflow_call')) return events;
    for (const caller of callers.get(path) ?? []) {
      if (seen.has(caller.path)) continue;
      for (const event of gathered(caller.path, seen.add(caller.path))) events.add(event);
    }
    return events;
  };
  return new Map([...own.keys()].map((path) => [path, gathered(path, new Set([path]))]));
});

/** The events that start a workflow, by itself or through those of the target that call it. */
export function eventsOf(subject: Subject, workflow: Workflow): ReadonlySet<string> {
  return eventsByPath(subject).get(workflow.path) ?? new Set();
}
