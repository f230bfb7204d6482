/** All that asks others over the network: in bundles one file, which a run that asks nobody never reads. */
export { gitHubClient } from './github/client.js';
export { createGitHub } from './github/github.js';
export { createRegistry } from './registry/client.js';
export { identityToken } from './signing/identity-token.js';
export { createPost } from './signing/post.js';
export { attestationStore } from './store/attestation-store.js';
export { registryStore } from './store/registry-store.js';
export { releaseStore } from './store/release-store.js';
