import { chmodSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeRecord, recordKeys } from '@plumbline/records';
import { plumbline } from '../../support/command.js';
import { attempt, cluster, create, get, kubectl } from '../cluster.js';
import { must } from './cases.js';
import { newFolder } from './volumes.js';

/** The namespace of the shipped manifests. */
export const SYSTEM = 'plumbline-attest';
const POD = ['-n', SYSTEM, '-l', 'app.kubernetes.io/name=attest-controller'];
const DEPLOYMENT = 'deployment/attest-controller';

/** The controller in its own namespace, installed as docs/attest-controller.md says. */
export interface Installed {
  readonly publicPem: string;
  /** Where its records lie on this machine. */
  readonly records: string;
}

const manifest = (name: string): string =>
  join(cluster.manifests ?? '', 'attest-controller', `${name}.yaml`);

export const apply = (name: string): Promise<string> => kubectl(['apply', '-f', manifest(name)]);

export async function install(): Promise<Installed> {
  const keys = newFolder('controller', 'keys');
  const records = newFolder('controller', 'records');
  must(plumbline(keys, ['keygen', '--out', 'attest'], { COSIGN_PASSWORD: 'horse' }));
  for (const name of ['namespace', 'rbac', 'network-policy']) await apply(name);
  await kubectl([
    ...['create', 'secret', 'generic', 'attest-key', '-n', SYSTEM],
    ...[`--from-file=${join(keys, 'attest.key')}`, '--from-literal=password=horse'],
  ]);
  await offerVolume(records);
  await apply('deployment');
  await ready();
  return { publicPem: readFileSync(join(keys, 'attest.pub'), 'utf8'), records };
}

/** What an administrator offers to claims that name no class. */
async function offerVolume(path: string): Promise<void> {
  chmodSync(path, 0o777);
  await create('default', {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: 'attest-records' },
    spec: {
      accessModes: ['ReadWriteOnce'],
      capacity: { storage: '1Gi' },
      hostPath: { path },
      claimRef: {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        name: 'attest-records',
        namespace: SYSTEM,
      },
    },
  });
}

async function ready(): Promise<void> {
  const { status, stderr } = await attempt([
    'rollout',
    'status',
    '-n',
    SYSTEM,
    DEPLOYMENT,
    '--timeout=60s',
  ]);
  if (status !== 0)
    throw new Error(`${stderr}${await logs()}${await kubectl(['describe', 'pod', ...POD])}`);
}

/** What it has said; nothing while its Pod is not there yet. */
export const logs = async (): Promise<string> =>
  (await attempt(['logs', ...POD, '--tail=-1'])).stdout;

/** Stops or starts it: a Pod that is gone has left nothing but its volume. */
export async function scale(replicas: 0 | 1): Promise<void> {
  await kubectl(['scale', '-n', SYSTEM, DEPLOYMENT, `--replicas=${String(replicas)}`]);
  if (replicas === 0) await kubectl(['wait', ...POD, 'pod', '--for=delete', '--timeout=60s']);
  else await ready();
}

export interface Kept {
  readonly kind: string;
  readonly bytes: Uint8Array;
}

/** The records of a run, by what they say of themselves. */
export function recordsOf({ records }: Installed, uid: string): readonly Kept[] {
  const folder = join(records, 'sha256');
  const names = readdirSync(records).includes('sha256') ? readdirSync(folder) : [];
  return names.flatMap((name) => {
    const bytes = readFileSync(join(folder, name));
    const described = describeRecord(bytes);
    return described.ok && recordKeys(bytes)?.run === uid
      ? [{ kind: described.value.kind, bytes }]
      : [];
  });
}

/** Waits until something is so. */
export async function until(what: () => boolean | Promise<boolean>, seconds = 90): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!(await what())) {
    if (Date.now() > end)
      throw new Error(`not within ${String(seconds)} s; the log:\n${await logs()}`);
    await sleep(300);
  }
}

export const isAttested = (installed: Installed, uid: string): boolean =>
  recordsOf(installed, uid).some(({ kind }) => kind === 'artifact-built');

export async function uidOf(namespace: string, run: string): Promise<string> {
  return (await get(namespace, run)).metadata.uid ?? '';
}

/** Mounts files of a ConfigMap one by one where it works, as docs/attest-controller.md says. */
export async function mount(files: Readonly<Record<string, string>>): Promise<void> {
  const metadata = { name: 'attest-policy' };
  await create(SYSTEM, { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: files });
  const volume = { name: 'policy', configMap: metadata };
  const add = (path: string, value: object) => ({
    op: 'add',
    path: `/spec/template/spec/${path}/-`,
    value,
  });
  const mounts = Object.keys(files).map((name) =>
    add('containers/0/volumeMounts', {
      name: 'policy',
      mountPath: `/records/${name}`,
      subPath: name,
    }),
  );
  const patch = JSON.stringify([add('volumes', volume), ...mounts]);
  await kubectl(['patch', '-n', SYSTEM, DEPLOYMENT, '--type=json', '-p', patch]);
}
