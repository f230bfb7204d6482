import { jest } from '@jest/globals';
import { execFile, type ExecFileException } from 'node:child_process';
import { readFileSync } from 'node:fs';

// A run takes some seconds, and many where the machine is busy.
jest.setTimeout(180_000);

/** What `scripts/cluster/start.mjs` tells the tests that it runs. */
interface Access {
  /** The program `kube` of `test/peers/kube`. */
  readonly kube: string;
  readonly kubeconfig: string;
  /** In memory, and gone with the cluster. */
  readonly folder: string;
  /** The image of all our Tasks in the registry of the cluster; with a node alone, as is what follows. */
  readonly image?: string;
  /** What is applied on clusters, as a release has it. */
  readonly manifests?: string;
  /** Host and port of that registry for pods; it speaks plain http. */
  readonly registry?: string;
  /** Path of the public key of Tekton Chains, where that is built. */
  readonly chains?: string;
}

/** The cluster that this process runs in. */
export const cluster = JSON.parse(
  readFileSync(process.env['PLUMBLINE_CLUSTER'] ?? '', 'utf8'),
) as Access;

export interface Kubernetes {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs kubectl as the administrator, whatever comes of it. */
export function attempt(args: readonly string[], input = ''): Promise<Kubernetes> {
  const all = ['kubectl', `--kubeconfig=${cluster.kubeconfig}`, ...args];
  return new Promise((done) => {
    const child = execFile(
      cluster.kube,
      all,
      { maxBuffer: 2 ** 26 },
      (error: ExecFileException | null, stdout, stderr) => {
        done({ status: error === null ? 0 : Number(error.code ?? 70), stdout, stderr });
      },
    );
    child.stdin?.end(input);
  });
}

/** Runs kubectl for what it prints; throws what it complains of. */
export async function kubectl(args: readonly string[], input = ''): Promise<string> {
  const { status, stdout, stderr } = await attempt(args, input);
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

/** What the tests look at in an object of the cluster. */
export interface Resource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name?: string;
    readonly uid?: string;
    readonly namespace?: string;
    readonly generateName?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [section: string]: unknown;
}

/** Creates objects. Their fields are not held against the schema of the server, which takes long to make on a busy machine. */
export function create(namespace: string, ...objects: readonly Resource[]): Promise<string> {
  const list = { apiVersion: 'v1', kind: 'List', items: objects };
  const words = ['create', '-n', namespace, '--validate=ignore', '-o', 'name', '-f', '-'];
  return kubectl(words, JSON.stringify(list));
}

export async function get<T = Resource>(namespace: string, ...words: string[]): Promise<T> {
  return JSON.parse(await kubectl(['get', '-n', namespace, ...words, '-o', 'json'])) as T;
}

/** Waits until a path of an object has a value. */
export async function wait(namespace: string, object: string, path: string): Promise<void> {
  await kubectl(['wait', '-n', namespace, object, `--for=jsonpath=${path}`, '--timeout=100s']);
}

/** A namespace for pods that may do as little as Kubernetes lets one demand. */
export async function createNamespace(name: string): Promise<string> {
  const enforce = { 'pod-security.kubernetes.io/enforce': 'restricted' };
  const metadata = { name, labels: enforce };
  await create('default', { apiVersion: 'v1', kind: 'Namespace', metadata });
  await create(name, {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'plumbline' },
    automountServiceAccountToken: false,
  });
  return name;
}
