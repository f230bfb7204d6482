// `node scripts/cluster/record-chains.mjs`: has a real Tekton Chains sign one run in each of its formats, and keeps the
// objects with what it wrote on them. The API server is real; the status of the run is written here, since no node runs it.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { root } from '../build/workspaces.mjs';
import { startChains } from './chains.mjs';
import { startControlPlane } from './control-plane.mjs';
import { createIdentities } from './identities.mjs';
import { furnish, runIsolated } from './namespaces.mjs';
import { createProcesses, until } from './processes.mjs';
import { builtModules } from './programs.mjs';
import { manifests } from './tekton.mjs';
import { pipelineRun, TASKS, taskRun } from './recorded-run.mjs';

const OUT = join(root, 'packages/steps/attest-run/src/testing/fixtures/chains');

/** The formats of Chains 0.22, and the build type of those that have a choice. */
const FORMATS = [
  { name: 'slsa-v1', format: 'slsa/v1' },
  { name: 'slsa-v2alpha3', format: 'slsa/v2alpha3' },
  { name: 'slsa-v2alpha4', format: 'slsa/v2alpha4' },
  { name: 'slsa-v2alpha4-tekton', format: 'slsa/v2alpha4', buildType: 'slsa-tekton' },
];

const start = (folder) => {
  furnish(folder);
  const modules = builtModules();
  const parts = {
    folder,
    modules,
    kube: join(modules.kube, 'kube'),
    identities: createIdentities(join(folder, 'identities')),
    processes: createProcesses(join(folder, 'logs')),
  };
  return startControlPlane(parts).then((access) => ({ ...parts, ...access }));
};

/** The types of Tekton without its webhook: objects have the version that is stored. */
const installTypes = ({ kubectl, modules }) => {
  const config = join(modules.tekton, 'config');
  kubectl(['apply', '--server-side', '-f', '-'], manifests(config, '100-namespace/*.yaml'));
  kubectl(['apply', '--server-side', '-f', '-'], manifests(config, '300-crds/*.yaml'));
  const patch = JSON.stringify([
    { op: 'replace', path: '/spec/conversion', value: { strategy: 'None' } },
  ]);
  for (const name of ['pipelineruns', 'taskruns', 'tasks', 'pipelines'])
    kubectl(['patch', 'crd', `${name}.tekton.dev`, '--type=json', '-p', patch]);
};

/** Chains writes on them too, so what is there is patched. */
const createIn = ({ kubectl }, object) => {
  const bare = JSON.stringify({ ...object, status: undefined });
  return JSON.parse(kubectl(['create', '-o', 'json', '-f', '-'], bare)).metadata.uid;
};

const end = ({ kubectl }, { kind, metadata: { name, namespace }, status }) =>
  kubectl([
    ...['patch', '-n', namespace, kind.toLowerCase(), name],
    ...['--subresource=status', '--type=merge', '-p', JSON.stringify({ status })],
  ]);

const record = async (cluster, chains, { name, format, buildType = 'slsa' }) => {
  const { kubectl } = cluster;
  const data = {
    'artifacts.taskrun.format': format,
    'artifacts.pipelinerun.format': format,
    'builddefinition.buildtype': `https://tekton.dev/chains/v2/${buildType}`,
  };
  const patch = ['-n', 'tekton-chains', '-p', JSON.stringify({ data })];
  kubectl(['patch', 'configmap', 'chains-config', ...patch]);
  // Chains hears of it a moment later.
  await setTimeout(2000);
  kubectl(['create', 'namespace', name]);
  const owner = createIn(cluster, pipelineRun(name));
  const runs = TASKS.map((task) => taskRun(name, task, owner));
  for (const run of runs) createIn(cluster, run);
  for (const run of [...runs, pipelineRun(name)]) end(cluster, run);
  const objects = () =>
    JSON.parse(kubectl(['get', '-n', name, 'pipelineruns,taskruns', '-o', 'json'])).items;
  await until(chains, () =>
    objects().every(
      ({ metadata }) => metadata.annotations?.['chains.tekton.dev/signed'] === 'true',
    ),
  );
  const items = objects().map(({ metadata, ...rest }) => ({
    ...rest,
    metadata: { ...metadata, managedFields: undefined },
  }));
  writeFileSync(
    join(OUT, `${name}.json`),
    `${JSON.stringify({ apiVersion: 'v1', kind: 'List', items }, null, 1)}\n`,
  );
  console.log(`recorded ${name}`);
};

const [folder] = process.argv.slice(2);
if (folder === undefined) process.exit(await runIsolated(import.meta.filename, []));
const cluster = await start(folder);
installTypes(cluster);
const publicKey = startChains(cluster);
mkdirSync(OUT, { recursive: true });
writeFileSync(join(OUT, 'chains.pub'), readFileSync(publicKey));
const chains = { name: 'chains', path: join(folder, 'logs', 'chains.log'), ended: '' };
for (const one of FORMATS) await record(cluster, chains, one);
process.exit(0);
