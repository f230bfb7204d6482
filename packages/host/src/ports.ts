import type { Ports } from '@plumbline/step';
import type { HostOptions } from './options.js';
import { createBaseOpener } from './base.js';
import { digestFiles } from './digest-files.js';
import { createFiles } from './files.js';
import { gitHubOnDemand } from './github/on-demand.js';
import { openKubernetes } from './kubernetes/open.js';
import { keyPassword } from './password.js';
import { createPolicyLoader } from './policy/load-policy.js';
import { registryOnDemand } from './registry/on-demand.js';
import { runFacts } from './run-facts.js';
import { openStores } from './store/open-stores.js';
import { createTargets } from './target.js';
import { createTools } from './tools.js';

/** The world of a real run. A run that describes itself badly faults wherever it would be relied on. */
export function createPorts(options: HostOptions): Ports {
  const facts = runFacts(options.env);
  const files = createFiles(options);
  const targets = createTargets(options, facts);
  const registry = registryOnDemand(options);
  return {
    now: options.now,
    log: options.log,
    run: facts.ok ? facts.value : null,
    task: options.task ?? null,
    atDesk: options.face === 'cli' && facts.ok && facts.value === null,
    openTarget: targets.open,
    openBase: createBaseOpener({ options, facts, placeOf: targets.placeOf }),
    loadPolicy: createPolicyLoader({ options, facts, files, repositoryOf: targets.repositoryOf }),
    openStores: (names) => openStores(names, { options, registry }),
    registry,
    gitHub: gitHubOnDemand(options),
    tools: createTools(options),
    kubernetes: () => openKubernetes(null),
    readFile: files.read,
    digestFiles: (pattern) => digestFiles(pattern, options.cwd),
    writeFile: files.write,
    post: async (request) => (await import('./remote.js')).createPost(options)(request),
    identityToken: async (audience) =>
      (await import('./remote.js')).identityToken(audience, options),
    keyPassword: () => keyPassword(options),
  };
}
