import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtRecord, type ArtifactBuilt } from '@plumbline/records';
import { peekPayload } from '@plumbline/trust';
import { plumbline, report, statuses } from '../../support/command.js';
import { attempt, cluster, create, createNamespace, kubectl, wait } from '../cluster.js';
import { must, pin, POLICY } from './cases.js';
import * as controller from './controller.js';
import type { Installed } from './controller.js';
import { newFolder } from './volumes.js';

jest.setTimeout(300_000);

const TEAM = 'team';
let installed: Installed;
beforeAll(async () => {
  await createNamespace(TEAM);
  installed = await controller.install();
});

const digestOf = (name: string): string =>
  `sha256:${createHash('sha256').update(name).digest('hex')}`;

/** A Task that names what it has made, by type hints. */
const build = (name: string, seconds: number): object => ({
  results: ['IMAGE_URL', 'IMAGE_DIGEST', 'CHAINS-GIT_URL', 'CHAINS-GIT_COMMIT'].map((each) => ({
    name: each,
  })),
  steps: [
    {
      name: 'build',
      image: cluster.image,
      command: ['/nodejs/bin/node', '--eval'],
      args: [
        `const { writeFileSync: write } = require('node:fs');
write('$(results.IMAGE_URL.path)', '${cluster.registry ?? ''}/team/${name}');
write('$(results.IMAGE_DIGEST.path)', '${digestOf(name)}');
write('$(results.CHAINS-GIT_URL.path)', 'https://github.com/acme/app');
write('$(results.CHAINS-GIT_COMMIT.path)', '${'c0'.repeat(20)}');
setTimeout(() => {}, ${String(seconds * 1000)});`,
      ],
      securityContext: {
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
      },
    },
  ],
});

const podTemplate = { securityContext: { runAsUser: 1000660000, runAsNonRoot: true } };

/** Starts a TaskRun; its UID. */
async function startTask(name: string, seconds = 0): Promise<string> {
  const spec = { serviceAccountName: 'plumbline', podTemplate, taskSpec: build(name, seconds) };
  await create(TEAM, { apiVersion: 'tekton.dev/v1', kind: 'TaskRun', metadata: { name }, spec });
  return controller.uidOf(TEAM, `taskrun/${name}`);
}

/** Starts a PipelineRun as Tekton Triggers does: that the controller tells of the event makes it no guard. */
async function startPipeline(name: string): Promise<string> {
  const spec = {
    taskRunTemplate: { serviceAccountName: 'plumbline', podTemplate },
    pipelineSpec: { tasks: [{ name: 'build', taskSpec: build(name, 0) }] },
  };
  await create(TEAM, {
    apiVersion: 'tekton.dev/v1',
    kind: 'PipelineRun',
    metadata: { name, labels: { 'triggers.tekton.dev/triggers-eventid': 'e-1' } },
    spec,
  });
  return controller.uidOf(TEAM, `pipelinerun/${name}`);
}

const over = (run: string): Promise<void> => wait(TEAM, run, '{.status.completionTime}');
const attested = (uid: string): Promise<void> =>
  controller.until(() => controller.isAttested(installed, uid));

function builtOf(uid: string): ArtifactBuilt | undefined {
  return controller.recordsOf(installed, uid).flatMap(({ kind, bytes }) => {
    const payload = peekPayload(bytes);
    const read = kind === 'artifact-built' && payload.ok ? builtRecord.parse(payload.value) : null;
    return read?.ok === true ? [read.value.predicate] : [];
  })[0];
}

describe('a run of another namespace', () => {
  test.each([
    ['a PipelineRun', 'pipeline', startPipeline],
    ['a TaskRun', 'task', startTask],
  ])('%s is attested, and audited from the digest alone', async (_kind, name, start) => {
    await attested(await start(name));
    const folder = newFolder('controller', `audit-${name}`);
    cpSync(installed.records, join(folder, 'records'), { recursive: true });
    const audit = (custody: string) => {
      const pem = installed.publicPem.trim().replaceAll('\n', '\n        ');
      const policy = `trust:
  keys:
    controller:
      pem: |
        ${pem}
audit:
  level: 3
  custody: { controller: ${custody} }
  build: { builders: ['https://plumbline.dev/builders/tekton-controller/v1'] }
  time: optional
  trigger: { require: optional }
  pipeline: { require: optional }
  configuration: { require: optional }
`;
      writeFileSync(join(folder, POLICY), policy);
      const store = ['--store', 'dir:records', '--offline'];
      return ['audit-artifact', digestOf(name), '--policy', pin(policy), ...store];
    };
    expect(must(plumbline(folder, audit('service')))).toContain('build level 3');
    const weak = report(folder, audit('job'));
    expect([weak.status, statuses(weak.report)['audit/level']]).toEqual([1, 'fail']);
  });

  test('that fails is recorded, and vouches for nothing', async () => {
    const uid = await startTask('cancelled', 60);
    await wait(TEAM, 'taskrun/cancelled', '{.status.podName}');
    const patch = JSON.stringify({ spec: { status: 'TaskRunCancelled' } });
    await kubectl(['patch', '-n', TEAM, 'taskrun', 'cancelled', '--type=merge', '-p', patch]);
    await attested(uid);
    expect(builtOf(uid)?.buildDefinition.internalParameters.plumbline).toMatchObject({
      status: 'cancelled',
      origins: [],
    });
  });
});

describe('its key and its rights', () => {
  const asRun = `--as=system:serviceaccount:${TEAM}:plumbline`;
  const asController = `--as=system:serviceaccount:${controller.SYSTEM}:attest-controller`;
  const there = ['-n', controller.SYSTEM];

  test.each<[string, string[]]>([
    ['a run reads the key', [asRun, ...there, 'get', 'secret', 'attest-key']],
    ['a run lists secrets', [asRun, ...there, 'get', 'secrets']],
    ['a run enters the Pod', [asRun, ...there, 'exec', 'deployment/attest-controller', '--', '/']],
    ['the controller reads secrets', [asController, ...there, 'get', 'secrets']],
    ['the controller changes a run', [asController, '-n', TEAM, 'delete', 'taskrun', '--all']],
    ['the controller enters a Pod', [asController, '-n', TEAM, 'exec', 'task-pod', '--', '/']],
  ])('nobody may: %s', async (_what, words) => {
    const { status, stderr } = await attempt(words);
    expect([status, stderr]).toEqual([1, expect.stringContaining('Forbidden')]);
  });

  test('the same questions are answered to the administrator', async () => {
    expect(await kubectl([...there, 'get', 'secret', 'attest-key', '-o', 'name'])).toBe(
      'secret/attest-key\n',
    );
  });

  test('no Pod with more than restricted rights starts beside it', async () => {
    const spec = { hostNetwork: true, containers: [{ name: 'x', image: cluster.image }] };
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x' }, spec };
    const refused = await attempt(['create', ...there, '-f', '-'], JSON.stringify(pod));
    expect([refused.status, refused.stderr]).toEqual([
      1,
      expect.stringContaining('violates PodSecurity "restricted:latest": host namespaces'),
    ]);
  });

  test('it cannot write but its records, nor become root', async () => {
    const script = `const { writeFileSync: write } = require('node:fs');
const tried = ['/x', '/tmp/x', '/app/x', '/keys/x', '/records/x'].map((path) => {
  try { write(path, ''); return 'written'; } catch ({ code }) { return code; }
});
console.log(process.getuid(), ...tried);`;
    const words = ['exec', ...there, 'deployment/attest-controller', '--'];
    const said = await kubectl([...words, '/nodejs/bin/node', '--eval', script]);
    expect(said.trim()).toMatch(/^65532 (?:EROFS|ENOENT) (?:EROFS|ENOENT) EROFS EROFS written$/);
  });

  test('its network policy is about its Pod', async () => {
    const policy = await kubectl([
      'get',
      ...there,
      'networkpolicy',
      '-o',
      'jsonpath={.items[0].spec.podSelector.matchLabels}',
    ]);
    const selector = Object.entries(JSON.parse(policy) as object).map(
      ([name, value]) => `${name}=${String(value)}`,
    );
    const pods = await kubectl(['get', ...there, 'pods', '-l', selector.join(','), '-o', 'name']);
    expect(pods.trim().split('\n')).toHaveLength(1);
  });
});

test('a run that ends while it is away is attested later, and nothing twice', async () => {
  const before = await startTask('before');
  await attested(before);
  const names = controller.recordsOf(installed, before).length;
  await controller.scale(0);
  const meanwhile = await startTask('meanwhile');
  await over('taskrun/meanwhile');
  expect(controller.recordsOf(installed, meanwhile)).toEqual([]);
  await controller.scale(1);
  await attested(meanwhile);
  expect(controller.recordsOf(installed, before)).toHaveLength(names);
  expect(await controller.logs()).not.toContain(`${TEAM}/before`);
});

test('a server that refuses is named and asked again; a run that is gone by then is named', async () => {
  const forbidden = await startTask('forbidden', 5);
  const early = await startTask('early', 5);
  await kubectl(['delete', 'clusterrolebinding', 'plumbline-attest-controller']);
  await Promise.all(['forbidden', 'early'].map((name) => over(`taskrun/${name}`)));
  const said = async (line: RegExp): Promise<void> =>
    controller.until(async () => line.test(await controller.logs()));
  await said(/answered 403/);
  await kubectl(['delete', '-n', TEAM, 'taskrun', 'early']);
  expect(controller.recordsOf(installed, forbidden)).toEqual([]);
  await controller.apply('rbac');
  await attested(forbidden);
  await said(new RegExp(`${TEAM}/early: it was deleted before it was attested`));
  expect(controller.recordsOf(installed, early)).toEqual([]);
});

test('a policy and what it names are read from a ConfigMap', async () => {
  const config = `{ file: services.json, sha256: ${'ab'.repeat(32)} }`;
  const policy = `trust: { signing: { config: ${config} } }\n`;
  await controller.mount({ '.plumbline.yaml': policy, 'services.json': '{}' });
  const isRead = async () => (await controller.logs()).includes('SIGNING_CONFIG');
  await expect(controller.until(isRead)).resolves.toBeUndefined();
});
