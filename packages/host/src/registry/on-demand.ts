import type { Registry } from '@plumbline/step';
import { once } from '../once.js';
import type { ClientOptions } from './client.js';

/** The registries of a run, whose client is loaded when one is first asked. */
export function registryOnDemand(options: ClientOptions): Registry {
  const client = once(async () => (await import('../remote.js')).createRegistry(options));
  return {
    manifest: async (...asked) => (await client()).manifest(...asked),
    blob: async (...asked) => (await client()).blob(...asked),
    tags: async (...asked) => (await client()).tags(...asked),
    referrers: async (...asked) => (await client()).referrers(...asked),
    putBlob: async (...asked) => (await client()).putBlob(...asked),
    putManifest: async (...asked) => (await client()).putManifest(...asked),
  };
}
