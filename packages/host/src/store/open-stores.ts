import { resolve } from 'node:path';
import { err, ok, usageFault, type Fault, type Result } from '@plumbline/core';
import type { RecordStore } from '@plumbline/step';
import type { HostOptions } from '../options.js';
import { folderStore } from './folder-store.js';

/** The named stores, or the default of the face (design: `reports` workspace, runner's temporary folder, none). */
export function openStores(
  names: readonly string[],
  options: Pick<HostOptions, 'cwd' | 'reports'>,
): Result<readonly RecordStore[], Fault> {
  const wanted =
    names.length === 0 && options.reports !== null ? [`dir:${options.reports}`] : names;
  const foreign = wanted.find((name) => !/^dir:[^\p{Cc}]+$/u.test(name));
  if (foreign !== undefined) return err(unknownStore(foreign));
  return ok(
    wanted.map((name) => folderStore(name, resolve(options.cwd, name.slice('dir:'.length)))),
  );
}

function unknownStore(name: string): Fault {
  const kind = /^[a-z]{1,20}/.exec(name)?.[0] ?? '';
  return usageFault(
    'STORE_KIND',
    `The store kind "${kind}" is not known; dir:PATH was expected`,
    '--store dir:records',
  );
}
