// `node scripts/pin-workflows.mjs [--check]`: the reusable workflows use our own Actions at the last commit that changed one.
// Run it in a commit of its own after the bundles are committed; a release does. With --check nothing is written.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './build/workspaces.mjs';

const WORKFLOWS = ['attest.yml', 'gate.yml'];
const OWN = /(?<=uses: plumbline\/plumbline\/actions\/[a-z-]+@)[0-9a-f]{40}(?= #)/g;

const git = (...args) => execFileSync('git', ['-C', root, ...args], { encoding: 'utf8' }).trim();
const commit = git(
  'log',
  '-1',
  '--format=%H',
  '--',
  ':(glob)actions/*/action.yml',
  ':(glob)actions/*/dist/**',
);

let stale = 0;
for (const name of WORKFLOWS) {
  const path = join(root, '.github', 'workflows', name);
  const text = readFileSync(path, 'utf8');
  const pinned = text.replace(OWN, commit);
  if (pinned === text) continue;
  stale += 1;
  if (!process.argv.includes('--check')) writeFileSync(path, pinned);
  console.log(`${name}: ${commit}`);
}
process.exitCode = stale > 0 && process.argv.includes('--check') ? 1 : 0;
