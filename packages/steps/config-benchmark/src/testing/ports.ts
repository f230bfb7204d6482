import { err, ok, usageFault, type FileTree } from '@plumbline/core';
import {
  builtInPolicy,
  type NewRecord,
  type Policy,
  type Ports,
  type RunFacts,
} from '@plumbline/step';

/** Files by path. */
export type Files = Readonly<Record<string, string>>;

/** What a test sets of the world. */
export interface World {
  readonly files: Files;
  /** The state before; null: there is none. */
  readonly base?: Files | null;
  readonly policy?: Policy;
  readonly inRun?: boolean;
  /** A file that cannot be replaced. */
  readonly readOnly?: string;
}

const RUN: RunFacts = {
  platform: 'github',
  server: 'https://github.com',
  repository: 'acme/app',
  repositoryId: '1',
  ref: 'refs/pull/7/merge',
  commit: 'ab'.repeat(20),
  workflowRef: 'acme/app/.github/workflows/ci.yml@refs/heads/main',
  workflowSha: 'ab'.repeat(20),
  runId: '7',
  attempt: '1',
  event: 'pull_request',
  actor: '',
  actorId: '',
  ownerId: '',
  runner: '',
  job: '',
  eventPath: '',
};

export const BASE_COMMIT = 'cd'.repeat(20);

/** Ports over a world in memory, the records that were written, what was told, and the files as they are now. */
export function portsOf(world: World): Ports & {
  readonly written: readonly Uint8Array[];
  readonly told: readonly string[];
  readonly texts: ReadonlyMap<string, string>;
} {
  const { files, base = null, policy = builtInPolicy, inRun = false, readOnly = '' } = world;
  const written: Uint8Array[] = [];
  const texts = new Map(Object.entries(files));
  const told: string[] = [];
  const quiet = (): void => undefined;
  const missing = err(usageFault('FILE_NOT_FOUND', 'no file'));
  const nowhere = () => Promise.resolve(missing);
  return {
    ...{ written, texts, told },
    now: () => new Date('2026-11-21T12:00:00Z'),
    log: { debug: quiet, info: (line) => told.push(line), notice: quiet, warn: quiet },
    run: inRun ? RUN : null,
    task: null,
    atDesk: !inRun,
    openTarget: ({ target }) =>
      ok({
        ...{ name: target, tree: treeOf(texts), commit: null, sourceUri: null },
        replace: (path, { before, after }) => {
          if (readOnly === path || texts.get(path) !== Buffer.from(before).toString())
            return missing;
          texts.set(path, Buffer.from(after).toString());
          return ok(undefined);
        },
      }),
    openBase: () =>
      ok(
        base === null
          ? null
          : { tree: treeOf(new Map(Object.entries(base))), commit: BASE_COMMIT, name: 'main' },
      ),
    loadPolicy: () =>
      Promise.resolve(
        ok({
          policy,
          origin: { source: 'built-in', path: null, sha256: null, commit: null },
          bytes: null,
        }),
      ),
    openStores: (names) =>
      ok(
        names.map((name) => ({
          name,
          put: ({ bytes }: NewRecord) => {
            written.push(bytes);
            return Promise.resolve(ok({ sha256: 'ef'.repeat(32), path: 'record.json' }));
          },
          find: () => Promise.resolve(ok({ records: [], problems: [] })),
        })),
      ),
    registry: {
      manifest: nowhere,
      blob: nowhere,
      tags: nowhere,
      referrers: nowhere,
      putBlob: nowhere,
      putManifest: nowhere,
    },
    tools: {
      find: () => ok(null),
      absolute: (path) => `/${path}`,
      run: () => Promise.resolve(err(usageFault('FILE_NOT_FOUND', 'no file'))),
    },
    kubernetes: () => err(usageFault('KUBERNETES_NONE', 'no server')),
    gitHub: {
      run: nowhere,
      jobs: nowhere,
      artifacts: nowhere,
      downloadedActions: nowhere,
      identity: nowhere,
    },
    readFile: () => missing,
    digestFiles: () => missing,
    writeFile: () => missing,
    post: () => Promise.resolve(missing),
    identityToken: () => Promise.resolve(missing),
    keyPassword: () => Promise.resolve(missing),
  };
}

function treeOf(files: ReadonlyMap<string, string>): FileTree {
  return {
    source: { kind: 'folder' },
    entries: () => ok([...files.keys()].map((path) => ({ path, kind: 'file', executable: false }))),
    read: (path) => {
      const text = files.get(path);
      if (text === undefined) return err(usageFault('FILE_NOT_FOUND', `no ${path}`));
      return ok(new TextEncoder().encode(text));
    },
  };
}
