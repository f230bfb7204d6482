// The tier `cluster` of the end-to-end tests: a cluster without a node, for admission and for verification of signed Tasks.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runIsolated } from './namespaces.mjs';
import { missingHere } from './prerequisites.mjs';
import { builtModules } from './programs.mjs';

const counted = { passed: 0, failed: 0, skipped: 0 };

/** What the machine lacks, each with how to get it. */
const lacks = (modules) => [
  ...missingHere(),
  ...['kube', 'tekton']
    .filter((name) => modules[name] === undefined)
    .map((name) => `${name} is not built (node scripts/cluster/programs.mjs ${name}, with Go)`),
];

const runTests = async (modules, work) => {
  const counts = join(work, 'counts.json');
  const script = join(import.meta.dirname, 'start.mjs');
  const status = await runIsolated(script, [JSON.stringify({ modules, counts })]);
  if (existsSync(counts)) return JSON.parse(readFileSync(counts, 'utf8'));
  console.log(`FAILED cluster: ended with ${status} before the end of its tests`);
  return { ...counted, failed: 1 };
};

/** Runs the tests of the cluster; where something is missing it is named, and the tier counts as skipped. */
export const clusterTier = async () => {
  const modules = builtModules();
  const missing = lacks(modules);
  if (missing.length > 0) {
    console.log(`skipped: the cluster: ${missing.join('; ')}`);
    return { ...counted, skipped: 1 };
  }
  const work = mkdtempSync(join(tmpdir(), 'plumbline-tier-'));
  try {
    return await runTests(modules, work);
  } finally {
    rmSync(work, { recursive: true });
  }
};
