import type { GitHub } from '@plumbline/step';
import { gitHubClient, type ClientOptions } from './client.js';
import { readIdentity } from './identity.js';
import { readDownloads } from './job-log.js';
import { readArtifacts, readJobs, readRun } from './runs.js';

/** GitHub as a run sees it. */
export function createGitHub(options: ClientOptions): GitHub {
  const ask = gitHubClient(options);
  return {
    run: (repository, id, attempt) => readRun(ask, { repository, id, attempt }),
    jobs: (repository, id, attempt) => readJobs(ask, { repository, id, attempt }),
    artifacts: (repository, id) => readArtifacts(ask, { repository, id }),
    downloadedActions: (repository, jobId) => readDownloads(ask, repository, jobId),
    identity: (audience) => readIdentity(audience, options),
  };
}
