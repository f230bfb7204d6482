// The tier `cluster` of the end-to-end tests: as much of a cluster as this machine has the parts for.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../build/workspaces.mjs';
import { run } from '../image/run.mjs';
import { runIsolated } from './namespaces.mjs';
import { missingFor } from './prerequisites.mjs';
import { builtModules } from './programs.mjs';

/** What has to be built for admission and verification; the full tier adds a node, our image in pods, and Chains if built. */
const NEEDED = ['kube', 'tekton'];

const notBuilt = (name) =>
  `${name} is not built (node scripts/cluster/programs.mjs ${name}, with Go)`;

/** What a tier lacks, as lines that say how to get it. */
const lacks = (tier, modules) => [
  ...missingFor(tier),
  ...NEEDED.filter((name) => modules[name] === undefined).map(notBuilt),
];

const choose = (modules) => {
  for (const tier of ['full', 'quick']) {
    const missing = lacks(tier, modules);
    if (missing.length === 0) {
      if (tier === 'full' && !modules.chains) console.log(`skipped: ${notBuilt('chains')}`);
      return tier;
    }
    console.log(`skipped: the ${tier} tier of the cluster: ${missing.join('; ')}`);
  }
  return null;
};

const runTier = async (tier, modules, work) => {
  const counts = join(work, 'counts.json');
  const layout = join(work, 'image');
  if (tier === 'full') run(process.execPath, [join(root, 'scripts', 'image.mjs'), layout]);
  const settings = JSON.stringify({ tier, modules, layout, counts });
  const status = await runIsolated(join(import.meta.dirname, 'start.mjs'), [settings]);
  if (existsSync(counts)) return JSON.parse(readFileSync(counts, 'utf8'));
  console.log(`FAILED cluster: ended with ${status} before the end of its tests`);
  return { passed: 0, failed: 1, skipped: 0 };
};

/** Runs what the machine has the parts for; each tier that is left out is named and counts as skipped. */
export const clusterTier = async () => {
  const modules = builtModules();
  const tier = choose(modules);
  if (tier === null) return { passed: 0, failed: 0, skipped: 2 };
  console.log(`cluster: ${tier} tier`);
  const work = mkdtempSync(join(tmpdir(), 'plumbline-tier-'));
  try {
    const counts = await runTier(tier, modules, work);
    return tier === 'full' ? counts : { ...counts, skipped: counts.skipped + 1 };
  } finally {
    rmSync(work, { recursive: true });
  }
};
