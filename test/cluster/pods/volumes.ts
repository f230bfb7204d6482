import { chmodSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { cluster, create } from '../cluster.js';

const CLASS = { storageClassName: 'none', accessModes: ['ReadWriteMany'] };
const MUCH = { storage: '1Gi' };

/** Binds a folder of this machine as a workspace; whoever runs in a pod may read it, and write into the folder itself. */
export async function volume(namespace: string, name: string, path: string): Promise<object> {
  spawnSync('chmod', ['-R', 'a+rX', path]);
  chmodSync(path, 0o777);
  const claim = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name, namespace };
  await create(
    namespace,
    {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: `${namespace}-${name}` },
      spec: { ...CLASS, capacity: MUCH, hostPath: { path }, claimRef: claim },
    },
    {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name },
      spec: { ...CLASS, volumeName: `${namespace}-${name}`, resources: { requests: MUCH } },
    },
  );
  return { persistentVolumeClaim: { claimName: name } };
}

/** Binds the files of a folder as a Secret. */
export async function secret(namespace: string, name: string, path: string): Promise<object> {
  const data = Object.fromEntries(
    readdirSync(path).map((file) => [file, readFileSync(join(path, file), 'base64')]),
  );
  await create(namespace, { apiVersion: 'v1', kind: 'Secret', metadata: { name }, data });
  return { secret: { secretName: name } };
}

/** A new empty folder of the cluster. */
export function newFolder(...names: readonly string[]): string {
  const path = join(cluster.folder, 'tests', ...names);
  mkdirSync(path, { recursive: true });
  return path;
}
