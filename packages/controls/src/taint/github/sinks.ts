import type { Text, WorkflowStep } from '@plumbline/pipeline';
import type { Range } from '../../expression/syntax.js';
import type { Taint } from '../taint.js';
import type { GitHubSink } from './flow.js';
import type { Frame, Run } from './frame.js';
import { placeWithin } from './texts.js';

interface Reached {
  readonly step: WorkflowStep;
  readonly sink: GitHubSink;
  readonly taint: Taint | null;
  readonly text: Text;
  readonly part: Range;
  readonly subject: string;
  readonly by: string;
}

/** Notes that a value reaches a place; of several ways to one place the first is kept for each entry. */
export function addFlow(run: Run, frame: Frame, reached: Reached): void {
  const { step, sink, taint, text, part, subject, by } = reached;
  if (taint === null) return;
  const at = placeWithin(frame.of, text, part);
  const key = [sink, at.source.path, at.span.start, at.span.end, taint.name, taint.grade].join(' ');
  if (run.flows.has(key)) return;
  run.flows.set(key, {
    sink,
    taint,
    at,
    address: run.addresses.get(step) ?? 'steps',
    subject,
    by,
    of: frame.of,
    step,
    job: frame.site,
    starts: frame.starts,
  });
}
