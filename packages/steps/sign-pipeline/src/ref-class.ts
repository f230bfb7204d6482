import { err, ok, usageFault, type Fault, type Result } from '@plumbline/core';
import type { RefClass } from '@plumbline/records';
import type { RunFacts } from '@plumbline/step';

/** What a manifest signed in this run is good for; one signed by hand is bound to nothing. */
export function refClassOf(run: RunFacts | null): Result<RefClass, Fault> {
  if (run === null) return ok('any');
  if (run.ref.startsWith('refs/tags/')) return ok('tag');
  if (run.ref.startsWith('refs/heads/')) return ok('branch');
  return err(
    usageFault(
      'SIGN_REF',
      `this run is for ${run.ref}, which is neither a branch nor a tag: nothing is signed before it is merged`,
      'sign after the merge, on: push',
    ),
  );
}
