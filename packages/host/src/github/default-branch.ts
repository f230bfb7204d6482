import { readFileSync, statSync } from 'node:fs';
import {
  err,
  mapGet,
  ok,
  readJson,
  stringOf,
  undecidableFault,
  type Fault,
  type Result,
} from '@plumbline/core';
import type { RunFacts } from '@plumbline/step';
import { isRefName } from '../git/refs.js';
import type { HostOptions } from '../options.js';

/** GitHub delivers no larger event. */
const MAX_EVENT = 25 * 1024 * 1024;

/** The name of the repository's default branch, as the event of the run tells it. */
export function defaultBranch(run: RunFacts, env: HostOptions['env']): Result<string, Fault> {
  const told = fromEvent(env['GITHUB_EVENT_PATH'] ?? '');
  // Scheduled runs are of the default branch, and their event need not name the repository.
  const scheduled = run.event === 'schedule' ? /^refs\/heads\/(.+)$/.exec(run.ref)?.[1] : undefined;
  const branch = told ?? scheduled;
  return branch === undefined ? err(unknownBranch()) : ok(branch);
}

function fromEvent(path: string): string | undefined {
  try {
    if (!statSync(path).isFile() || statSync(path).size > MAX_EVENT) return undefined;
    const event = readJson(path, readFileSync(path), { maxBytes: MAX_EVENT });
    const repository = event.ok ? mapGet(event.value.root, 'repository') : undefined;
    const name = stringOf(mapGet(repository, 'default_branch'));
    return name !== undefined && isRefName(`refs/heads/${name}`) ? name : undefined;
  } catch {
    return undefined;
  }
}

function unknownBranch(): Fault {
  return undecidableFault(
    'POLICY_BRANCH',
    'The event of this run does not name the default branch, so the policy in force cannot be found',
    'policy: .plumbline.yaml@sha256:HEX',
  );
}
