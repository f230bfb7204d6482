import type { GitHub } from '@plumbline/step';
import { once } from '../once.js';
import type { ClientOptions } from './client.js';

/** GitHub as a run sees it, whose client is loaded when it is first asked. */
export function gitHubOnDemand(options: ClientOptions): GitHub {
  const client = once(async () => (await import('../remote.js')).createGitHub(options));
  return {
    run: async (...asked) => (await client()).run(...asked),
    jobs: async (...asked) => (await client()).jobs(...asked),
    artifacts: async (...asked) => (await client()).artifacts(...asked),
    downloadedActions: async (...asked) => (await client()).downloadedActions(...asked),
    identity: async (...asked) => (await client()).identity(...asked),
  };
}
