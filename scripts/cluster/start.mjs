// The first process of a cluster: starts all of it, runs the tests, and ends it by ending.
// Usage, by tier.mjs alone: node start.mjs FOLDER SETTINGS
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJson, root } from '../build/workspaces.mjs';
import { countLine, runFolder } from '../jest.mjs';
import { writeManifests } from '../release/deploy.mjs';
import { startChains } from './chains.mjs';
import { startControllers, startControlPlane } from './control-plane.mjs';
import { createIdentities } from './identities.mjs';
import { push, pushImages, REGISTRY_OF_PODS, startRegistry } from './images.mjs';
import { furnish } from './namespaces.mjs';
import { startNode } from './node.mjs';
import { createProcesses } from './processes.mjs';
import { startTekton } from './tekton.mjs';

const [folder, settings] = process.argv.slice(2);
const { tier, modules, layout, counts } = JSON.parse(settings);
process.on('SIGINT', () => process.exit(130));

const timed = async (name, work) => {
  const started = performance.now();
  const made = await work();
  console.log(`${name}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return made;
};

/** Without a node nobody asks for them. */
const NO_IMAGES = { entrypoint: 'none.invalid/none' };

const startQuick = async (cluster) => {
  await timed('Tekton', () => startTekton(cluster, NO_IMAGES));
  return {};
};

const startFull = async (cluster) => {
  await timed('registry', () => startRegistry(cluster));
  const images = await timed('images', () => pushImages(cluster));
  startControllers(cluster);
  await timed('Tekton', () => startTekton(cluster, images));
  await timed('node', () => startNode(cluster, images.pause));
  const chains = modules.chains && (await timed('Chains', () => startChains(cluster)));
  return { registry: REGISTRY_OF_PODS, chains, ...release(cluster) };
};

/** What a release publishes: the image at its own name, and the manifests that name it. */
const release = ({ folder }) => {
  const manifests = join(folder, 'deploy');
  const { version } = readJson(join(root, 'package.json'));
  const [, digest] = push(layout, 'plumbline/plumbline').split('@');
  writeManifests(manifests, { ref: `ghcr.io/plumbline/plumbline:${version}`, digest });
  return { image: push(layout, 'plumbline'), manifests };
};

const start = async () => {
  furnish(folder);
  const parts = {
    folder,
    modules,
    kube: join(modules.kube, 'kube'),
    identities: createIdentities(join(folder, 'identities')),
    processes: createProcesses(join(folder, 'logs')),
  };
  const access = await timed('etcd and API server', () => startControlPlane(parts));
  const { kubectl, kubeconfig } = access;
  const cluster = { ...parts, kubectl };
  const more = await (tier === 'full' ? startFull : startQuick)(cluster);
  return { kube: parts.kube, kubeconfig, folder, ...more };
};

const description = join(folder, 'cluster.json');
writeFileSync(description, JSON.stringify(await timed('start', start)));
process.env.PLUMBLINE_CLUSTER = description;
const tested = { passed: 0, failed: 0, skipped: 0 };
for (const name of tier === 'full' ? ['admission', 'pods'] : ['admission']) {
  const found = await timed(`tests of ${name}`, () => runFolder(`cluster/${name}`));
  console.log(countLine(found));
  for (const kind of Object.keys(tested)) tested[kind] += found[kind];
}
writeFileSync(counts, JSON.stringify(tested));
process.exit(0);
