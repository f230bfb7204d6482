import { err, ok, sha256Hex, undecidableFault, usageFault } from '@plumbline/core';
import { isAskedFor, recordKeys } from '@plumbline/records';
import {
  builtInPolicy,
  type NewRecord,
  type Policy,
  type Ports,
  type RecordStore,
  type StoredRecord,
} from '@plumbline/step';

/** What a test sets of the world. */
export interface World {
  /** Files that the user names. */
  readonly files?: Readonly<Record<string, Uint8Array>>;
  readonly stored?: readonly NewRecord[];
  /** Names of stores that take nothing. */
  readonly broken?: readonly string[];
  /** Whether the face has a folder of its own for records. */
  readonly hasFolder?: boolean;
  readonly policy?: Policy;
  readonly more?: Partial<Ports>;
}

/** Ports over a world in memory, and what was written into each store. */
export function portsOf(world: World): Ports & {
  readonly written: ReadonlyMap<string, readonly StoredRecord[]>;
} {
  const { files = {}, stored = [], broken = [], hasFolder = false, policy = builtInPolicy } = world;
  const written = new Map<string, StoredRecord[]>();
  const nothing = err(usageFault('FILE_NOT_FOUND', 'no file'));
  const quiet = (): void => undefined;
  const storeOf = (name: string): RecordStore => ({
    name,
    put: (record) => {
      if (broken.includes(name))
        return Promise.resolve(err(undecidableFault('STORE', `${name} is gone`)));
      const sha256 = sha256Hex(record.bytes);
      written.set(name, [...(written.get(name) ?? []), { ...record, sha256 }]);
      return Promise.resolve(ok({ sha256, path: `records/sha256/${sha256}.json` }));
    },
    find: (query) =>
      Promise.resolve(
        ok({
          problems: [],
          records: [...stored, ...(written.get(name) ?? [])]
            .filter(({ bytes }) => isAskedFor(recordKeys(bytes), query))
            .map((record) => ({ ...record, sha256: sha256Hex(record.bytes) })),
        }),
      ),
  });
  const refuse = () => Promise.resolve(nothing);
  return {
    written,
    now: () => new Date('2026-11-21T12:01:00Z'),
    log: { debug: quiet, info: quiet, notice: quiet, warn: quiet },
    run: null,
    task: null,
    atDesk: true,
    openTarget: ({ target }) =>
      ok({
        name: target,
        tree: { source: { kind: 'folder' }, entries: () => ok([]), read: () => nothing },
        commit: null,
        sourceUri: null,
      }),
    openBase: () => ok(null),
    loadPolicy: () =>
      Promise.resolve(
        ok({
          policy,
          origin: { source: 'built-in', path: null, sha256: null, commit: null },
          bytes: null,
        }),
      ),
    openStores: (names) =>
      ok((names.length === 0 && hasFolder ? ['dir:standard'] : names).map(storeOf)),
    registry: {
      manifest: refuse,
      blob: refuse,
      tags: refuse,
      referrers: refuse,
      putBlob: refuse,
      putManifest: refuse,
    },
    tools: {
      find: () => ok(null),
      absolute: (path) => `/${path}`,
      run: () => Promise.resolve(nothing),
    },
    kubernetes: () => err(usageFault('KUBERNETES_NONE', 'no server')),
    gitHub: {
      run: refuse,
      jobs: refuse,
      artifacts: refuse,
      downloadedActions: refuse,
      identity: refuse,
    },
    readFile: (path) => {
      const bytes = files[path];
      return bytes === undefined ? nothing : ok(bytes);
    },
    digestFiles: (pattern) => {
      const found = Object.entries(files).filter(([path]) => path.startsWith(pattern));
      return ok(found.map(([path, bytes]) => ({ path, sha256: sha256Hex(bytes) })));
    },
    writeFile: () => ok(undefined),
    post: refuse,
    identityToken: refuse,
    keyPassword: refuse,
    ...world.more,
  };
}
