import type { Repository } from '../support/repository.js';

/** An event as a runner gets it. */
export interface EventOfRun {
  readonly name: string;
  readonly payload: object;
}

/** The fields that webhooks of github.com carry (octokit/webhooks, payload-examples/api.github.com) and that a run can depend on. */
const repository = { id: 42, full_name: 'acme/app', default_branch: 'main', fork: false };

/** A push of the last commit of `main`. */
export function push({ git }: Repository): EventOfRun {
  const [after, before] = git('rev-parse', 'main', 'main~1').split('\n');
  return {
    name: 'push',
    payload: { ref: 'refs/heads/main', before, after, created: false, deleted: false, repository },
  };
}

/** A pull request of `mallory/app` into `main`. */
export function forkPullRequest(head: string, base: string): EventOfRun {
  const fork = { id: 43, full_name: 'mallory/app', default_branch: 'main', fork: true };
  return {
    name: 'pull_request',
    payload: {
      action: 'opened',
      number: 7,
      pull_request: {
        number: 7,
        head: { label: 'mallory:patch', ref: 'patch', sha: head, repo: fork },
        base: { label: 'acme:main', ref: 'main', sha: base, repo: repository },
      },
      repository,
      sender: { login: 'mallory' },
    },
  };
}

/** GitHub promises no payload for `schedule` (docs.github.com, "Events that trigger workflows"): only the line of the workflow. */
export const schedule: EventOfRun = { name: 'schedule', payload: { schedule: '0 4 * * 1' } };
