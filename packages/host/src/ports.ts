import type { Ports } from '@plumbline/step';
import type { HostOptions } from './options.js';
import { createBaseOpener } from './base.js';
import { digestFiles } from './digest-files.js';
import { createFiles } from './files.js';
import { createGitHub } from './github/github.js';
import { openKubernetes } from './kubernetes/open.js';
import { keyPassword } from './password.js';
import { createPolicyLoader } from './policy/load-policy.js';
import { createRegistry } from './registry/client.js';
import { runFacts } from './run-facts.js';
import { identityToken } from './signing/identity-token.js';
import { createPost } from './signing/post.js';
import { openStores } from './store/open-stores.js';
import { createTargets } from './target.js';
import { createTools } from './tools.js';

/** The world of a real run. A run that describes itself badly faults wherever it would be relied on. */
export function createPorts(options: HostOptions): Ports {
  const facts = runFacts(options.env);
  const files = createFiles(options);
  const targets = createTargets(options, facts);
  const registry = createRegistry(options);
  return {
    now: options.now,
    log: options.log,
    run: facts.ok ? facts.value : null,
    task: options.task ?? null,
    atDesk: options.face === 'cli' && facts.ok && facts.value === null,
    openTarget: targets.open,
    openBase: createBaseOpener({ options, facts, repositoryOf: targets.repositoryOf }),
    loadPolicy: createPolicyLoader({ options, facts, files, repositoryOf: targets.repositoryOf }),
    openStores: (names) => openStores(names, { options, registry }),
    registry,
    gitHub: createGitHub(options),
    tools: createTools(options),
    kubernetes: () => openKubernetes(null),
    readFile: files.read,
    digestFiles: (pattern) => digestFiles(pattern, options.cwd),
    writeFile: files.write,
    post: createPost(options),
    identityToken: (audience) => identityToken(audience, options),
    keyPassword: () => keyPassword(options),
  };
}
