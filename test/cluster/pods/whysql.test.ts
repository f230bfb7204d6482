import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { plumbline, report, statuses } from '../../support/command.js';
import { root } from '../../support/root.js';
import { cluster, create, get, kubectl, wait, type Resource } from '../cluster.js';
import { GATED, must, pin, POLICY, repository, trusting } from './cases.js';
import { foreignSubjects, signedByChains, withChains } from './chains.js';
import { openPlace, type Place } from './place.js';
import { newFolder, secret, volume } from './volumes.js';
import { whysqlPipeline, whysqlRun } from './whysql-pipeline.js';

const RUN = 'whysql';
const GATES = ['verify-pipeline', 'config-benchmark'];

let place: Place;
let keys = '';
let policy = '';
let workspaces: readonly object[] = [];
let pipeline: Resource;
let digest = '';

beforeAll(async () => {
  place = await openPlace(RUN);
  const verify = 'verify: { minSerial: 1, inCluster: signed }\n';
  ({ keys, policy } = trusting(RUN, `${GATED}${verify}`, { release: place.releasePem }));
  pipeline = whysqlPipeline(place.taskRef);
  workspaces = [
    { name: 'source', ...(await volume(RUN, 'source', signedExample())) },
    { name: 'built', ...(await volume(RUN, 'built', tools())) },
    { name: 'keys', ...(await secret(RUN, 'keys', keys)) },
  ];
  await create(RUN, pipeline);
  digest = await runPipeline(RUN);
});
afterAll(() => place.close());

/** Where a run leaves its records. */
const recordsOf = (run: string): string => newFolder(RUN, `records-of-${run}`);

async function runPipeline(name: string): Promise<string> {
  const records = { name: 'records', ...(await volume(RUN, `records-${name}`, recordsOf(name))) };
  await create(RUN, whysqlRun(name, pin(policy), [...workspaces, records]));
  await wait(RUN, `pipelinerun/${name}`, '{.status.completionTime}');
  interface Finished {
    readonly status: {
      readonly conditions: readonly { readonly status: string; readonly message: string }[];
      readonly results?: readonly { readonly name: string; readonly value: string }[];
    };
  }
  const { status } = await get<Finished>(RUN, 'pipelinerun', name);
  const found = status.results?.find((each) => each.name === 'IMAGE_DIGEST')?.value;
  if (found === undefined) throw new Error(status.conditions.map((each) => each.message).join());
  return found;
}

/** The example and the Pipeline that runs here with its gates, signed by the key that the policy trusts. */
function signedExample(): string {
  const example = join(root, 'examples', 'whysql');
  const names = readdirSync(example, { recursive: true, withFileTypes: true });
  const contents = names
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .map((path) => [path.slice(example.length + 1), readFileSync(path, 'utf8')] as const);
  const gates = GATES.map((step) => [`tekton/gates/${step}.yaml`, place.taskText(step)] as const);
  const files = {
    ...Object.fromEntries([...contents, ...gates]),
    'tekton/image.json': JSON.stringify(pipeline, null, 2),
    [POLICY]: policy,
  };
  return repository(RUN, files, (path) => {
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

/** Attests an exported run in a pod, and returns a folder with its records and the policy. */
async function attest(run: string): Promise<string> {
  const folder = newFolder(RUN, `attest-${run}`);
  writeFileSync(join(folder, POLICY), policy);
  const selector = ['-l', `tekton.dev/pipelineRun=${run}`];
  const objects = await Promise.all([
    kubectl(['get', '-n', RUN, 'pipelinerun', run, '-o', 'json']),
    kubectl(['get', '-n', RUN, 'taskruns,pods', ...selector, '-o', 'json']),
  ]);
  const items = objects.map((text) => JSON.parse(text) as unknown);
  const list = { apiVersion: 'v1', kind: 'List', items };
  writeFileSync(join(folder, 'run.json'), JSON.stringify(list));
  const attested = await place.run(`attest-${run}`, {
    task: 'attest-run',
    source: folder,
    params: { target: 'run.json', key: 'ci.key', offline: 'true', policy: pin(policy) },
    workspaces: { reports: recordsOf(run), keys },
  });
  expect([attested.status, attested.log]).toEqual([0, expect.stringContaining(digest)]);
  const kept = newFolder(RUN, `kept-${run}`);
  cpSync(recordsOf(run), join(kept, 'records'), { recursive: true });
  writeFileSync(join(kept, POLICY), policy);
  return kept;
}

const auditing = (of: string): readonly string[] => [
  ...['audit-artifact', of, '--policy', pin(policy)],
  ...['--store', 'dir:records', '--offline'],
];

test('a run on the cluster builds an image, and an audit of its digest passes offline', async () => {
  const kept = await attest(RUN);
  const passed = must(plumbline(kept, auditing(digest)));
  expect(passed).toContain('pass: ');
  for (const asked of ['pipeline', 'configuration', 'definition', 'run'])
    expect(passed).toMatch(new RegExp(`^ok +${asked} `, 'm'));
  expect(plumbline(kept, auditing(`sha256:${'00'.repeat(32)}`)).status).not.toBe(0);

  const looked = await place.run('audit', {
    task: 'audit-artifact',
    source: kept,
    params: { target: digest, policy: pin(policy), offline: 'true', store: ['dir:records'] },
    workspaces: { reports: newFolder(RUN, 'audited') },
  });
  expect([looked.status, looked.results['verdict']]).toEqual([0, 'pass']);
});

test('a Pipeline that says something else in the cluster is told by the step that it changed', async () => {
  const hostile = JSON.stringify(pipeline).replace('const { write', 'let evil; const { write');
  await kubectl(['replace', '-n', RUN, '--validate=ignore', '-f', '-'], hostile);
  expect(await runPipeline('hostile')).toBe(digest);
  const audit = report(await attest('hostile'), auditing(digest));
  expect([audit.status, statuses(audit.report)]).toEqual([
    1,
    expect.objectContaining({ 'audit/functions': 'pass', 'audit/definition': 'fail' }),
  ]);
  const definition = audit.report.checks.find(({ id }) => id === 'audit/definition');
  expect(definition?.findings.map(({ message }) => message)).toEqual([
    '"source" of build ran another command than the definition holds',
  ]);
});

withChains('Chains names what was built, and not what was only looked at', async () => {
  const built = await signedByChains(RUN, 'taskrun', `${RUN}-build`);
  const name = `${cluster.registry ?? ''}/whysql`;
  const sha256 = digest.replace('sha256:', '');
  expect(built.subject).toEqual([{ name, digest: { sha256 } }]);
  for (const run of [`attest-${RUN}`, 'audit', `${RUN}-verify-pipeline`]) {
    const signed = await signedByChains(RUN, 'taskrun', run);
    expect([run, foreignSubjects(signed)]).toEqual([run, []]);
  }
});
