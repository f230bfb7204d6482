// The first process of a cluster: starts all of it, runs the tests, and ends it by ending.
// Usage, by tier.mjs alone: node start.mjs FOLDER SETTINGS
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { countLine, runFolder } from '../jest.mjs';
import { startControlPlane } from './control-plane.mjs';
import { createIdentities } from './identities.mjs';
import { furnish } from './namespaces.mjs';
import { createProcesses } from './processes.mjs';
import { startTekton } from './tekton.mjs';

const [folder, settings] = process.argv.slice(2);
const { modules, counts } = JSON.parse(settings);
process.on('SIGINT', () => process.exit(130));

const timed = async (name, work) => {
  const started = performance.now();
  const made = await work();
  console.log(`${name}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return made;
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
  await timed('Tekton', () => startTekton({ ...parts, kubectl }));
  return { kube: parts.kube, kubeconfig };
};

const description = join(folder, 'cluster.json');
writeFileSync(description, JSON.stringify(await timed('start', start)));
process.env.PLUMBLINE_CLUSTER = description;
const tested = await timed('tests', () => runFolder('cluster'));
console.log(countLine(tested));
writeFileSync(counts, JSON.stringify(tested));
process.exit(0);
