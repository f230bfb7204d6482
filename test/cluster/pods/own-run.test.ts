import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { report, statuses } from '../../support/command.js';
import { payloadOf } from '../../whysql/store.js';
import { cluster, create, get, kubectl, wait } from '../cluster.js';
import { AUDIT, pin, POLICY, trusting } from './cases.js';
import { openPlace, type Place } from './place.js';
import { newFolder, secret, volume } from './volumes.js';

const RUN = 'own-run';
const SHA256 = createHash('sha256').update(RUN).digest('hex');

let place: Place;
let keys = '';
let policy = '';
let records = '';

/** An account that may read the runs of its namespace, and nothing else. */
const reader = [
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'attest' } },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { name: 'attest' },
    rules: [
      {
        apiGroups: ['tekton.dev'],
        resources: ['pipelineruns', 'taskruns', 'customruns'],
        verbs: ['get', 'list'],
      },
      { apiGroups: [''], resources: ['pods'], verbs: ['list'] },
    ],
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: 'attest' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'attest' },
    subjects: [{ kind: 'ServiceAccount', name: 'attest', namespace: RUN }],
  },
];

const build = {
  results: ['app_ARTIFACT_URI', 'app_ARTIFACT_DIGEST', 'CHAINS-GIT_URL', 'CHAINS-GIT_COMMIT'].map(
    (name) => ({ name }),
  ),
  steps: [
    {
      name: 'build',
      image: cluster.image,
      command: ['/nodejs/bin/node', '--eval'],
      args: [
        `const { writeFileSync: write } = require('node:fs');
write('$(results.app_ARTIFACT_URI.path)', 'pkg:generic/app.tar');
write('$(results.app_ARTIFACT_DIGEST.path)', 'sha256:${SHA256}');
write('$(results.CHAINS-GIT_URL.path)', 'https://github.com/acme/app');
write('$(results.CHAINS-GIT_COMMIT.path)', '${'c0'.repeat(20)}');`,
      ],
      securityContext: {
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
      },
    },
  ],
};

beforeAll(async () => {
  place = await openPlace(RUN);
  ({ keys, policy } = trusting(RUN, AUDIT));
  records = newFolder(RUN, 'records');
  await create(RUN, ...reader);
});
afterAll(() => place.close());

interface Finished {
  readonly status: {
    readonly conditions: readonly { readonly status: string; readonly message: string }[];
  };
}

/** A custom task, whose controller is this test. */
const WAIT = { apiVersion: 'example.dev/v1', kind: 'Wait' };

async function endCustomRun(name: string): Promise<void> {
  const there = ['-n', RUN, `customrun/${name}`];
  await kubectl(['wait', ...there, '--for=create', '--timeout=100s']);
  const now = `${new Date().toISOString().slice(0, 19)}Z`;
  const ended = { type: 'Succeeded', status: 'True', reason: 'Done', lastTransitionTime: now };
  const status = { conditions: [ended], startTime: now, completionTime: now };
  const patch = JSON.stringify({ status });
  await kubectl(['patch', ...there, '--subresource=status', '--type=merge', '-p', patch]);
}

/** A run whose last task attests it, as this account; whether it succeeded, and why not. */
async function runAs(name: string, serviceAccountName: string): Promise<string> {
  const source = newFolder(RUN, name);
  const workspaces = [
    { name: 'source', ...(await volume(RUN, `${name}-source`, source)) },
    { name: 'records', ...(await volume(RUN, `${name}-records`, records)) },
    { name: 'keys', ...(await secret(RUN, `${name}-keys`, keys)) },
  ];
  const attest = {
    name: 'attest',
    taskRef: place.taskRef('attest-run'),
    params: [{ name: 'key', value: 'ci.key' }],
    workspaces: [
      { name: 'source', workspace: 'source' },
      { name: 'reports', workspace: 'records' },
      { name: 'keys', workspace: 'keys' },
    ],
  };
  const securityContext = { runAsUser: 1000660000, runAsNonRoot: true };
  await create(RUN, {
    apiVersion: 'tekton.dev/v1',
    kind: 'PipelineRun',
    metadata: { name },
    spec: {
      pipelineSpec: {
        workspaces: workspaces.map((each) => ({ name: each.name })),
        tasks: [
          { name: 'build', taskSpec: build },
          { name: 'wait', taskSpec: { ...WAIT, spec: { until: 'noon' } } },
        ],
        finally: [attest],
      },
      workspaces,
      taskRunTemplate: {
        serviceAccountName: 'plumbline',
        podTemplate: { securityContext },
      },
      taskRunSpecs: [{ pipelineTaskName: 'attest', serviceAccountName }],
    },
  });
  await endCustomRun(`${name}-wait`);
  await wait(RUN, `pipelinerun/${name}`, '{.status.completionTime}');
  const { status } = await get<Finished>(RUN, 'pipelinerun', name);
  const log = await kubectl(['logs', '-n', RUN, `${name}-attest-pod`, '--all-containers']);
  return `${status.conditions[0]?.status ?? ''}: ${log}`;
}

test('a run whose last task attests it by asking the API server is audited from the digest', async () => {
  const log = await runAs('good', 'attest');
  expect(log).toMatch(/^True: /);
  expect(log).toContain('as the platform tells');
  const folder = newFolder(RUN, 'kept');
  cpSync(records, join(folder, 'records'), { recursive: true });
  writeFileSync(join(folder, POLICY), policy);
  const functions = functionsIn(join(folder, 'records', 'sha256'));
  expect(functions).toContainEqual(
    expect.objectContaining({
      scope: 'wait',
      name: 'example.dev/v1 Wait',
      text: '{"until":"noon"}',
    }),
  );
  const store = ['--policy', pin(policy), '--store', 'dir:records', '--offline'];
  const audit = report(folder, ['audit-artifact', `sha256:${SHA256}`, ...store]);
  expect([audit.status, statuses(audit.report)]).toEqual([
    0,
    expect.objectContaining({ 'audit/build': 'pass', 'audit/functions': 'pass' }),
  ]);
});

/** What the records of functions in a folder speak of. */
function functionsIn(folder: string): readonly unknown[] {
  return readdirSync(folder).flatMap((name) => {
    const payload = payloadOf(readFileSync(join(folder, name), 'utf8'));
    const { predicate } = JSON.parse(payload) as { predicate: { function?: unknown } };
    return predicate.function === undefined ? [] : [predicate.function];
  });
}

test('an account without that right attests nothing', async () => {
  await create(RUN, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'nobody' } });
  const log = await runAs('refused', 'nobody');
  expect(log).toMatch(/^False: /);
  expect(log).toContain('403');
});
