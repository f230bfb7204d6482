import type { Location } from '@plumbline/core';
import { placeOf } from '../document/shape.js';
import { parseUses } from '../github/uses.js';
import { isReusable, type Workflow } from '../github/workflow.js';
import type { Walk } from './walk.js';

interface Call {
  readonly called: Workflow;
  readonly site: Location;
}

/**
 * Calls of workflows that lead in a circle, which GitHub does not run. In linear time: a workflow that calls nothing
 * that is left is taken away, until all that is left leads into a circle.
 */
export function addLoops({ workflows, graph }: Walk): void {
  const calls = new Map(
    [...workflows.values()].map((workflow) => [workflow, callsOf(workflow, workflows)]),
  );
  const left = leadingInCircles(calls);
  for (const caller of left) {
    for (const { called, site } of calls.get(caller) ?? []) {
      if (!left.has(called)) continue;
      const kind = isReusable(called) ? 'reusable-workflow' : 'workflow';
      const reason = 'its calls of workflows lead in a circle';
      const { path } = called;
      graph.add(null, { kind, ref: path, path, status: 'undecidable', reason, site });
    }
  }
}

function callsOf(workflow: Workflow, byPath: ReadonlyMap<string, Workflow>): readonly Call[] {
  if (!workflow.executed) return [];
  return workflow.jobs.flatMap(({ uses: text }) => {
    const uses = text === null ? null : parseUses(text.value);
    const called = uses?.kind === 'local' ? byPath.get(uses.path) : undefined;
    if (text === null || called === undefined) return [];
    return [{ called, site: placeOf(workflow, text.node) }];
  });
}

function leadingInCircles(calls: ReadonlyMap<Workflow, readonly Call[]>): ReadonlySet<Workflow> {
  const open = new Map([...calls].map(([caller, made]) => [caller, made.length]));
  const callers = Map.groupBy(
    [...calls].flatMap(([caller, made]) => made.map(({ called }) => ({ caller, called }))),
    ({ called }) => called,
  );
  const done = [...open].flatMap(([workflow, count]) => (count === 0 ? [workflow] : []));
  for (const workflow of done) {
    open.delete(workflow);
    for (const { caller } of callers.get(workflow) ?? []) {
      const count = (open.get(caller) ?? 0) - 1;
      open.set(caller, count);
      if (count === 0) done.push(caller);
    }
  }
  return new Set(open.keys());
}
