import { err, ok, usageFault, type Fault, type Result } from '@plumbline/core';
import type { RunFacts } from '@plumbline/step';
import type { HostOptions } from './options.js';

const OBJECT_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const NUMBER = /^[1-9][0-9]{0,19}$/;

/** What the runner must say, and its form. */
const REQUIRED = {
  GITHUB_REPOSITORY: /^[A-Za-z0-9_-]{1,100}\/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/,
  GITHUB_REF: /^refs\/[^\s\p{Cc}\\]{1,1000}$/u,
  GITHUB_SHA: OBJECT_ID,
  GITHUB_RUN_ID: NUMBER,
  GITHUB_RUN_ATTEMPT: /^[1-9][0-9]{0,8}$/,
  GITHUB_EVENT_NAME: /^[a-z_]{1,64}$/,
} as const;

/** What older servers and local runners leave out; `''` where it is not said. */
const OPTIONAL = {
  GITHUB_SERVER_URL: /^https?:\/\/[A-Za-z0-9.-]{1,253}(?::[0-9]{1,5})?$/,
  GITHUB_REPOSITORY_ID: NUMBER,
  GITHUB_WORKFLOW_REF: /^[^\s\p{Cc}]{1,1000}@[^\s\p{Cc}]{1,1000}$/u,
  GITHUB_WORKFLOW_SHA: OBJECT_ID,
  GITHUB_ACTOR: /^[A-Za-z0-9[\]_-]{1,100}$/,
  GITHUB_ACTOR_ID: NUMBER,
  GITHUB_REPOSITORY_OWNER_ID: NUMBER,
  GITHUB_JOB: /^[A-Za-z_][A-Za-z0-9_-]{0,255}$/,
  GITHUB_EVENT_PATH: /^[^\p{Cc}]{1,4096}$/u,
  RUNNER_ENVIRONMENT: /^[a-z-]{1,40}$/,
} as const;

type Name = keyof typeof REQUIRED | keyof typeof OPTIONAL;

/** The run that the environment tells of; null outside a run (GITHUB_ACTIONS is not `true`). */
export function runFacts(env: HostOptions['env']): Result<RunFacts | null, Fault> {
  if (env['GITHUB_ACTIONS'] !== 'true') return ok(null);
  const odd = [
    ...Object.entries(REQUIRED).filter(([name, form]) => !form.test(env[name] ?? '')),
    ...Object.entries(OPTIONAL).filter(([name, form]) => env[name] && !form.test(env[name])),
  ].map(([name]) => name);
  if (odd.length > 0) return err(oddRun(odd));
  const fact = (name: Name): string => env[name] ?? '';
  return ok({
    platform: 'github',
    server: fact('GITHUB_SERVER_URL') || 'https://github.com',
    repository: fact('GITHUB_REPOSITORY'),
    repositoryId: fact('GITHUB_REPOSITORY_ID'),
    ref: fact('GITHUB_REF'),
    commit: fact('GITHUB_SHA'),
    workflowRef: fact('GITHUB_WORKFLOW_REF'),
    workflowSha: fact('GITHUB_WORKFLOW_SHA'),
    runId: fact('GITHUB_RUN_ID'),
    attempt: fact('GITHUB_RUN_ATTEMPT'),
    event: fact('GITHUB_EVENT_NAME'),
    actor: fact('GITHUB_ACTOR'),
    actorId: fact('GITHUB_ACTOR_ID'),
    ownerId: fact('GITHUB_REPOSITORY_OWNER_ID'),
    runner: fact('RUNNER_ENVIRONMENT'),
    job: fact('GITHUB_JOB'),
    eventPath: fact('GITHUB_EVENT_PATH'),
  });
}

function oddRun(names: readonly string[]): Fault {
  return usageFault(
    'RUN_FACTS',
    `GITHUB_ACTIONS is true, but the runner's ${names.join(', ')} is missing or malformed`,
    'Outside a runner: unset GITHUB_ACTIONS',
  );
}
