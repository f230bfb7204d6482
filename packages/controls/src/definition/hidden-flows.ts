import { inlinedSubject } from '../inlined/inlined.js';
import { shared, type Subject } from '../subject.js';
import type { GitHubFlow } from '../taint/github/flow.js';
import { placeIn } from '../violation.js';
import { codeFlows } from './injection.js';

/** Values that become code where this shows only once the scripts that a step calls stand in their place. */
export const hiddenFlows = shared((subject: Subject): readonly GitHubFlow[] => {
  const run = inlinedSubject(subject);
  if (run === subject) return [];
  const steps = new Set(codeFlows(subject).map(placeOfStep));
  return codeFlows(run).filter((flow) => !steps.has(placeOfStep(flow)));
});

function placeOfStep({ of, step }: GitHubFlow): string {
  const { source, span } = placeIn(of, step);
  return `${source.path} ${span.start}`;
}
