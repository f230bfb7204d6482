import type { Exposure } from '../exposure.js';
import type { Subject } from '../subject.js';
import type { GitHubFlow } from '../taint/github/flow.js';
import { gitHubFlows } from '../taint/github/workflows.js';
import type { Violation } from '../violation.js';
import { exposureOf } from './exposure.js';

/** A runner or image that a value from outside reaches over outputs of steps, jobs and callers. */
export interface Chosen {
  readonly flow: GitHubFlow;
  readonly exposure: Exposure;
}

/** The runners or images that come from outside by a detour, those left out that are found already. */
export function chosenElsewhere(
  subject: Subject,
  { by, found }: { readonly by: 'image' | 'runs-on'; readonly found: readonly Violation[] },
): readonly Chosen[] {
  return gitHubFlows(subject)
    .filter((flow) => flow.sink === 'choice' && flow.by === by && isDetour(flow))
    .filter(
      ({ at }) => !found.some((one) => one.at.source === at.source && holds(one, at.span.start)),
    )
    .map((flow) => ({ flow, exposure: exposureOf(subject, flow.job) }));
}

/** What an input of the workflow itself chooses is told by the controls. */
function isDetour({ subject, taint }: GitHubFlow): boolean {
  return /\b(?:needs|env)\./.test(subject) || (/\binputs\./.test(subject) && taint.crossed);
}

function holds({ at: { span } }: Violation, offset: number): boolean {
  return span.start <= offset && offset <= span.end;
}
