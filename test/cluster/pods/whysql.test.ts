import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { plumbline } from '../../support/command.js';
import { root } from '../../support/root.js';
import { cluster, create, get, kubectl, wait } from '../cluster.js';
import { GATED, must, pin, POLICY, repository, trusting } from './cases.js';
import { foreignSubjects, signedByChains, withChains } from './chains.js';
import { openPlace, type Place } from './place.js';
import { newFolder, secret, volume } from './volumes.js';

const RUN = 'whysql';
const COMMIT = 'c0'.repeat(20);

let place: Place;
let keys = '';
let policy = '';
let records = '';
let digest = '';

/** Builds from `built`, which holds the program and the tools; its results are what Tekton and Chains look for. */
const build = (): object => ({
  results: [
    ...['IMAGE_URL', 'IMAGE_DIGEST', 'CHAINS-GIT_URL', 'CHAINS-GIT_COMMIT'].map((name) => ({
      name,
    })),
  ],
  workspaces: [{ name: 'built', readOnly: true }],
  volumes: [{ name: 'layout', emptyDir: {} }],
  stepTemplate: {
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    },
  },
  steps: [
    {
      name: 'build',
      image: cluster.image,
      command: ['/nodejs/bin/node', '$(workspaces.built.path)/build-image.mjs'],
      args: [
        '$(workspaces.built.path)/whysql',
        cluster.registry,
        'whysql',
        '$(results.IMAGE_URL.path)',
        '$(results.IMAGE_DIGEST.path)',
      ],
      volumeMounts: [{ name: 'layout', mountPath: '/layout' }],
    },
    {
      name: 'source',
      image: cluster.image,
      command: ['/nodejs/bin/node', '--eval'],
      args: [
        `const { writeFileSync } = require('node:fs');
writeFileSync('$(results.CHAINS-GIT_URL.path)', 'https://github.com/acme/whysql');
writeFileSync('$(results.CHAINS-GIT_COMMIT.path)', '${COMMIT}');`,
      ],
    },
  ],
});

beforeAll(async () => {
  place = await openPlace(RUN);
  ({ keys, policy } = trusting(RUN, `${GATED}verify: { minSerial: 1, inCluster: signed }\n`));
  records = newFolder(RUN, 'records');
  digest = await runPipeline();
});
afterAll(() => place.close());

async function runPipeline(): Promise<string> {
  const workspaces = [
    { name: 'source', ...(await volume(RUN, 'source', signedExample())) },
    { name: 'built', ...(await volume(RUN, 'built', tools())) },
    { name: 'records', ...(await volume(RUN, 'records', records)) },
    { name: 'keys', ...(await secret(RUN, 'keys', keys)) },
  ];
  const gate = (name: string) => ({
    name,
    taskRef: place.taskRef(name),
    params: [
      { name: 'policy', value: pin(policy) },
      { name: 'key', value: 'ci.key' },
    ],
    workspaces: [
      { name: 'source', workspace: 'source' },
      { name: 'reports', workspace: 'records' },
      { name: 'keys', workspace: 'keys' },
    ],
  });
  const result = (name: string) => ({ name, value: `$(tasks.build.results.${name})` });
  const pipelineSpec = {
    workspaces: workspaces.map(({ name }) => ({ name })),
    results: [result('IMAGE_URL'), result('IMAGE_DIGEST')],
    tasks: [
      gate('verify-pipeline'),
      gate('config-benchmark'),
      {
        name: 'build',
        runAfter: ['verify-pipeline', 'config-benchmark'],
        when: [
          { input: '$(tasks.verify-pipeline.results.verdict)', operator: 'in', values: ['pass'] },
        ],
        taskSpec: build(),
        workspaces: [{ name: 'built', workspace: 'built' }],
      },
    ],
  };
  const securityContext = { runAsUser: 1000660000, runAsNonRoot: true };
  const taskRunTemplate = { serviceAccountName: 'plumbline', podTemplate: { securityContext } };
  await create(RUN, {
    apiVersion: 'tekton.dev/v1',
    kind: 'PipelineRun',
    metadata: { name: RUN },
    spec: { pipelineSpec, workspaces, taskRunTemplate },
  });
  await wait(RUN, `pipelinerun/${RUN}`, '{.status.completionTime}');
  interface Finished {
    readonly status: {
      readonly conditions: readonly { readonly status: string; readonly message: string }[];
      readonly results?: readonly { readonly name: string; readonly value: string }[];
    };
  }
  const { status } = await get<Finished>(RUN, 'pipelinerun', RUN);
  const found = status.results?.find(({ name }) => name === 'IMAGE_DIGEST')?.value;
  if (found === undefined) throw new Error(status.conditions.map((each) => each.message).join());
  return found;
}

/** The example with a signature of its pipeline by the key that the policy trusts. */
function signedExample(): string {
  const example = join(root, 'examples', 'whysql');
  const names = readdirSync(example, { recursive: true, withFileTypes: true });
  const contents = names
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .map((path) => [path.slice(example.length + 1), readFileSync(path, 'utf8')] as const);
  return repository(RUN, { ...Object.fromEntries(contents), [POLICY]: policy }, (path) => {
    must(plumbline(path, ['sign-pipeline', '.', '--key', join(keys, 'ci.key')]));
  });
}

/** The program, compiled beforehand since no module can be fetched here, and what makes an image of it. */
function tools(): string {
  const folder = newFolder(RUN, 'built');
  execFileSync('go', ['build', '-trimpath', '-o', join(folder, 'whysql'), '.'], {
    cwd: join(root, 'examples', 'whysql'),
    env: { ...process.env, CGO_ENABLED: '0', GOTOOLCHAIN: 'local' },
  });
  for (const name of ['layout.mjs', 'tar.mjs'])
    copyFileSync(join(root, 'scripts', 'image', name), join(folder, name));
  copyFileSync(
    join(root, 'test', 'cluster', 'pods', 'build-image.mjs'),
    join(folder, 'build-image.mjs'),
  );
  return folder;
}

test('a run on the cluster builds an image, and an audit of its digest passes offline', async () => {
  const folder = newFolder(RUN, 'attest');
  writeFileSync(join(folder, POLICY), policy);
  const selector = ['-l', `tekton.dev/pipelineRun=${RUN}`];
  const objects = await Promise.all([
    kubectl(['get', '-n', RUN, 'pipelinerun', RUN, '-o', 'json']),
    kubectl(['get', '-n', RUN, 'taskruns,pods', ...selector, '-o', 'json']),
  ]);
  const items = objects.map((text) => JSON.parse(text) as unknown);
  const list = { apiVersion: 'v1', kind: 'List', items };
  writeFileSync(join(folder, 'run.json'), JSON.stringify(list));
  const attested = await place.run('attest', {
    task: 'attest-run',
    source: folder,
    params: { target: 'run.json', key: 'ci.key', offline: 'true', policy: pin(policy) },
    workspaces: { reports: records, keys },
  });
  expect([attested.status, attested.log]).toEqual([0, expect.stringContaining(digest)]);

  const kept = newFolder(RUN, 'kept');
  cpSync(records, join(kept, 'records'), { recursive: true });
  writeFileSync(join(kept, POLICY), policy);
  const audit = (of: string) =>
    plumbline(kept, [
      ...['audit-artifact', of, '--policy', pin(policy)],
      ...['--store', 'dir:records', '--offline'],
    ]);
  const passed = must(audit(digest));
  expect(passed).toContain('pass: ');
  for (const gate of ['pipeline', 'configuration', 'run'])
    expect(passed).toMatch(new RegExp(`^ok +${gate} `, 'm'));
  expect(audit(`sha256:${'00'.repeat(32)}`).status).not.toBe(0);

  const looked = await place.run('audit', {
    task: 'audit-artifact',
    source: kept,
    params: { target: digest, policy: pin(policy), offline: 'true', store: ['dir:records'] },
    workspaces: { reports: newFolder(RUN, 'audited') },
  });
  expect([looked.status, looked.results['verdict']]).toEqual([0, 'pass']);
});

withChains('Chains names what was built, and not what was only looked at', async () => {
  const built = await signedByChains(RUN, 'taskrun', `${RUN}-build`);
  const name = `${cluster.registry ?? ''}/whysql`;
  const sha256 = digest.replace('sha256:', '');
  expect(built.subject).toEqual([{ name, digest: { sha256 } }]);
  for (const run of ['attest', 'audit', `${RUN}-verify-pipeline`]) {
    const signed = await signedByChains(RUN, 'taskrun', run);
    expect([run, foreignSubjects(signed)]).toEqual([run, []]);
  }
});
