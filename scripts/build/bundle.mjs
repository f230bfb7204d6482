import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { duplicates, notices, packagesOf } from './notices.mjs';
import { record, recorded } from './record.mjs';
import { capture } from './run.mjs';
import { nameOf, readJson, root } from './workspaces.mjs';

/** Bytes of JavaScript that a bundle should have at most. */
const AIM = 1_000_000;

/** What it may not exceed. The controls and their fixes are more than half a megabyte; the command holds all steps. */
const BUDGET = { action: 750_000, benchmark: 1_200_000, command: 1_730_000 };

const kindOf = (folder, modules) => {
  if (!folder.startsWith('actions')) return 'command';
  return modules.some((name) => name.startsWith('packages/controls/')) ? 'benchmark' : 'action';
};

const problemsOf = (dist, { folder, modules, packages }) => {
  const scripts = readdirSync(dist).filter((file) => /\.m?js$/.test(file));
  const bytes = scripts.reduce((sum, file) => sum + readFileSync(join(dist, file)).length, 0);
  const kind = kindOf(folder, modules);
  const problems = duplicates(packages).map(
    (copies) => `${folder}: two copies of a package: ${copies}`,
  );
  if (bytes > BUDGET[kind]) {
    problems.push(`${folder}: ${bytes} bytes of JavaScript, the budget is ${BUDGET[kind]}`);
  }
  return { bytes, isAboveAim: bytes > AIM, problems };
};

/** Puts what ncc made in `work` into the workspace's `dist`. */
const place = (work, folder) => {
  const made = join(work, nameOf(folder), 'dist');
  const modules = readJson(join(work, nameOf(folder), 'modules.json'));
  const packages = packagesOf(modules);
  writeFileSync(join(made, 'NOTICES.txt'), notices(packages));
  const { problems, ...size } = problemsOf(made, { folder, modules, packages });
  const dist = join(root, folder, 'dist');
  rmSync(dist, { recursive: true, force: true });
  cpSync(made, dist, { recursive: true });
  const facts = { ...size, packages: packages.map((one) => one.folder) };
  if (problems.length === 0) record(folder, facts);
  return { folder, ...facts, fresh: false, problems };
};

/** Bundles are made in as many processes as there are cores. */
const make = async (work, folders) => {
  const cores = Math.min(availableParallelism(), folders.length);
  const shares = Array.from({ length: cores }, (_, core) =>
    folders.filter((_folder, index) => index % cores === core),
  );
  const script = join(root, 'scripts', 'build', 'ncc.mjs');
  const runs = await Promise.all(
    shares.map((share) =>
      capture(process.execPath, ['--max-semi-space-size=64', script, work, ...share]),
    ),
  );
  const failed = runs.filter(({ code }) => code !== 0);
  if (failed.length === 0) return folders.map((folder) => place(work, folder));
  return failed.map(({ output }) => ({ problems: [`ncc failed\n${output}`] }));
};

/**
 * Bundles `lib/main.js` of the workspaces into their `dist`, where something has changed: each `{ folder, bytes, isAboveAim,
 * packages, fresh, problems }`. With `believe: 'committed'` a bundle that says it was made from these sources stays.
 */
export const bundle = async (folders, { believe = 'own' } = {}) => {
  const known = folders.map((folder) => ({ folder, facts: recorded(folder, believe) }));
  const stale = known.filter(({ facts }) => facts === null).map(({ folder }) => folder);
  const fresh = known
    .filter(({ facts }) => facts !== null)
    .map(({ folder, facts }) => ({ ...facts, folder, fresh: true, problems: [] }));
  if (stale.length === 0) return fresh;
  const cache = join(root, '.cache', 'bundles');
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(join(cache, 'work-'));
  try {
    return [...fresh, ...(await make(work, stale))];
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
};
