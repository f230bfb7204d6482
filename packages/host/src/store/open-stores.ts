import { resolve } from 'node:path';
import { err, ok, parseImageName, usageFault, type Fault, type Result } from '@plumbline/core';
import type { RecordStore, Registry } from '@plumbline/step';
import type { ClientOptions } from '../github/client.js';
import { once } from '../once.js';
import type { HostOptions } from '../options.js';

/** What stores are opened with. */
interface Surroundings {
  readonly options: ClientOptions & Pick<HostOptions, 'cwd' | 'reports'>;
  readonly registry: Registry;
}

/** The named stores, or the default of the face (design: `reports` workspace, runner's temporary folder, none). */
export function openStores(
  names: readonly string[],
  { options, registry }: Surroundings,
): Result<readonly RecordStore[], Fault> {
  const wanted =
    names.length === 0 && options.reports !== null ? [`dir:${options.reports}`] : names;
  const stores: RecordStore[] = [];
  for (const name of wanted) {
    const store = openStore(name, { options, registry });
    if (store === null) return err(unknownStore(name));
    stores.push(store);
  }
  return ok(stores);
}

function openStore(name: string, { options, registry }: Surroundings): RecordStore | null {
  if (name === 'github') {
    return onDemand(name, async () => (await import('../remote.js')).attestationStore(options));
  }
  if (name === 'release') {
    return onDemand(name, async () => (await import('../remote.js')).releaseStore(options));
  }
  const [, kind, place = ''] = /^(dir|oci):([^\p{Cc}]+)$/u.exec(name) ?? [];
  if (kind === 'dir') {
    const path = resolve(options.cwd, place);
    return onDemand(name, async () => (await import('./folder-store.js')).folderStore(name, path));
  }
  const image = kind === 'oci' ? parseImageName(place) : null;
  if (image?.ok !== true || image.value.tag !== null || image.value.digest !== null) return null;
  return onDemand(name, async () =>
    (await import('../remote.js')).registryStore(name, image.value, registry),
  );
}

/** Most runs open a store that they never ask: its code is loaded with the first record. */
function onDemand(name: string, load: () => Promise<RecordStore>): RecordStore {
  const store = once(load);
  return {
    name,
    put: async (record) => (await store()).put(record),
    find: async (query) => (await store()).find(query),
  };
}

function unknownStore(name: string): Fault {
  const kind = /^[a-z]{1,20}/.exec(name)?.[0] ?? '';
  return usageFault(
    'STORE_KIND',
    `The store kind "${kind}" is not known; dir:PATH, oci:REPOSITORY (without a tag), github or release was expected`,
    '--store dir:records',
  );
}
