import type { RefClass } from '@plumbline/records';
import type { RunFacts } from '@plumbline/step';

/** What a manifest signed in this run is good for; one signed by hand, or for a pull request, is bound to nothing. */
export function refClassOf(run: RunFacts | null): RefClass {
  if (run?.ref.startsWith('refs/tags/')) return 'tag';
  return run?.ref.startsWith('refs/heads/') ? 'branch' : 'any';
}
