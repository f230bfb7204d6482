import { resolve } from 'node:path';
import { err, ok, usageFault, type Fault, type Result } from '@plumbline/core';
import type { RecordStore } from '@plumbline/step';
import type { ClientOptions } from '../github/client.js';
import type { HostOptions } from '../options.js';
import { attestationStore } from './attestation-store.js';
import { folderStore } from './folder-store.js';
import { releaseStore } from './release-store.js';

type StoreOptions = ClientOptions & Pick<HostOptions, 'cwd' | 'reports'>;

/** The named stores, or the default of the face (design: `reports` workspace, runner's temporary folder, none). */
export function openStores(
  names: readonly string[],
  options: StoreOptions,
): Result<readonly RecordStore[], Fault> {
  const wanted =
    names.length === 0 && options.reports !== null ? [`dir:${options.reports}`] : names;
  const stores: RecordStore[] = [];
  for (const name of wanted) {
    const store = openStore(name, options);
    if (store === null) return err(unknownStore(name));
    stores.push(store);
  }
  return ok(stores);
}

function openStore(name: string, options: StoreOptions): RecordStore | null {
  if (name === 'github') return attestationStore(options);
  if (name === 'release') return releaseStore(options);
  const path = /^dir:([^\p{Cc}]+)$/u.exec(name)?.[1];
  return path === undefined ? null : folderStore(name, resolve(options.cwd, path));
}

function unknownStore(name: string): Fault {
  const kind = /^[a-z]{1,20}/.exec(name)?.[0] ?? '';
  return usageFault(
    'STORE_KIND',
    `The store kind "${kind}" is not known; dir:PATH, github or release was expected`,
    '--store dir:records',
  );
}
