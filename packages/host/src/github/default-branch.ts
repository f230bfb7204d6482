import {
  err,
  mapGet,
  ok,
  stringOf,
  undecidableFault,
  type Fault,
  type Result,
} from '@plumbline/core';
import type { RunFacts } from '@plumbline/step';
import { isRefName } from '../git/refs.js';
import type { HostOptions } from '../options.js';
import { readEvent } from './event.js';

/** The name of the repository's default branch, as the event of the run tells it. */
export function defaultBranch(run: RunFacts, env: HostOptions['env']): Result<string, Fault> {
  const told = fromEvent(env);
  // Scheduled runs are of the default branch, and their event need not name the repository.
  const scheduled = run.event === 'schedule' ? /^refs\/heads\/(.+)$/.exec(run.ref)?.[1] : undefined;
  const branch = told ?? scheduled;
  return branch === undefined ? err(unknownBranch()) : ok(branch);
}

function fromEvent(env: HostOptions['env']): string | undefined {
  const name = stringOf(mapGet(mapGet(readEvent(env), 'repository'), 'default_branch'));
  return name !== undefined && isRefName(`refs/heads/${name}`) ? name : undefined;
}

function unknownBranch(): Fault {
  return undecidableFault(
    'POLICY_BRANCH',
    'The event of this run does not name the default branch, so the policy in force cannot be found',
    'policy: .plumbline.yaml@sha256:HEX',
  );
}
