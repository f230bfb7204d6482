import { createHash } from 'node:crypto';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { plumbline, type Outcome } from '../../support/command.js';
import { createKey } from '../../support/key.js';
import { files } from '../../support/pipeline-files.js';
import { createRepository } from '../../support/repository.js';
import type { TaskRun } from '../../support/task.js';
import { newFolder } from './volumes.js';

/** A run of a Task without the workspace `reports`, which every run gets. */
export type Case = Omit<TaskRun, 'task' | 'env'>;

/** One telling run of each Task: a new Task gets an entry. */
export const CASES: Readonly<Record<string, (name: string) => Case>> = {
  'attest-run': (name) => {
    const { keys } = trusting(name);
    const source = newFolder(name, 'source');
    writeFileSync(join(source, 'run.json'), JSON.stringify(RUN));
    const params = { target: 'run.json', key: 'ci.key', offline: 'true' };
    return { source, params, workspaces: { keys } };
  },
  'audit-artifact': (name) => {
    const { keys, policy } = trusting(name, AUDIT);
    const source = newFolder(name, 'source');
    writeFileSync(join(source, POLICY), policy);
    writeFileSync(join(source, 'run.json'), JSON.stringify(RUN));
    const store = ['--key', join(keys, 'ci.key'), '--store', 'dir:records', '--offline'];
    must(plumbline(source, ['attest-run', 'run.json', ...store]));
    const target = `sha256:${DIGEST}`;
    const params = { target, policy: pin(policy), offline: 'true', store: ['dir:records'] };
    return { source, params: { ...params, 'as-of': SOON } };
  },
  'config-benchmark': (name) => ({
    source: repository(name, files),
    params: { level: '2', controls: ['pin-refs', '2.1.1'] },
  }),
  'sign-pipeline': (name) => {
    const { keys, policy } = trusting(name);
    const source = repository(name, { ...files, [POLICY]: policy });
    return { source, params: { key: 'ci.key', policy: pin(policy) }, workspaces: { keys } };
  },
  'verify-pipeline': signedCase,
};

/** A repository whose pipeline is signed, verified by a policy that is pinned. */
export function signedCase(name: string): Case {
  const { keys, policy } = trusting(name);
  const source = repository(name, { ...files, [POLICY]: policy }, (path) => {
    must(plumbline(path, ['sign-pipeline', '.', '--key', join(keys, 'ci.key')]));
  });
  return { source, params: { policy: pin(policy), 'as-of': SOON } };
}

/** Asks for a build record, its functions as the definition names them, and the records of the pipeline and its configuration. */
export const GATED = `audit:
  time: optional
  trigger: { require: optional }
  denyAsOf: ${new Date().toISOString().slice(0, 10)}T00:00:00Z
`;

/** Asks for a build record and its functions alone: the run holds its definition inline, made here, and nobody signed it. */
export const AUDIT = `${GATED}  definition: { require: optional }
  pipeline: { require: optional }
  configuration: { require: optional }
`;

const DIGEST = '4b'.repeat(32);
const IMAGE = `registry.example/app@sha256:${DIGEST}`;

/** What Tekton tells of a run of one step. */
const RUN = {
  apiVersion: 'tekton.dev/v1',
  kind: 'TaskRun',
  metadata: { name: 'build', namespace: 'ci', uid: 'b2f1c8e0-5d2c-4b7e-9a51-0c9d5e3f7a10' },
  spec: {},
  status: {
    startTime: '2026-11-21T12:00:00Z',
    completionTime: '2026-11-21T12:00:09Z',
    conditions: [{ type: 'Succeeded', status: 'True', reason: 'Succeeded' }],
    taskSpec: { steps: [{ name: 'make', image: IMAGE, command: ['make'] }] },
    steps: [{ name: 'make', imageID: IMAGE, terminated: { exitCode: 0 } }],
    results: [
      { name: 'IMAGE_URL', type: 'string', value: 'registry.example/app' },
      { name: 'IMAGE_DIGEST', type: 'string', value: `sha256:${DIGEST}` },
      { name: 'CHAINS-GIT_URL', type: 'string', value: 'https://github.com/acme/app' },
      { name: 'CHAINS-GIT_COMMIT', type: 'string', value: 'c0'.repeat(20) },
    ],
  },
};

export const POLICY = '.plumbline.yaml';

/** The files of these tests are written and judged within some minutes. */
const SOON = new Date(Date.now() + 600_000).toISOString();

/** A policy of the source by its digest, as an operator pins it. */
export const pin = (policy: string): string =>
  `${POLICY}@sha256:${createHash('sha256').update(policy).digest('hex')}`;

/** A key in a folder, and a policy that trusts it and others. */
export function trusting(
  name: string,
  more = '',
  others: Readonly<Record<string, string>> = {},
): { readonly keys: string; readonly policy: string } {
  const keys = newFolder(name, 'keys');
  const trusted = Object.entries({ ci: createKey(keys, 'ci').publicPem, ...others }).map(
    ([key, pem]) =>
      `    ${key}:\n      pem: |\n        ${pem.trim().replaceAll('\n', '\n        ')}\n`,
  );
  return { keys, policy: `trust:\n  keys:\n${trusted.join('')}${more}` };
}

/** Throws what a command that has to pass complains of. */
export function must({ status, stdout, stderr }: Outcome): string {
  if (status !== 0) throw new Error(stdout + stderr);
  return stdout;
}

/** A repository in a folder of the cluster; what is added is committed too. */
export function repository(
  name: string,
  contents: Readonly<Record<string, string>>,
  add: (path: string) => void = () => undefined,
): string {
  const made = createRepository(contents);
  try {
    add(made.path);
    made.commit();
    const path = newFolder(name, 'source');
    cpSync(made.path, path, { recursive: true });
    return path;
  } finally {
    made.dispose();
  }
}
