import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { duplicates, notices, packagesOf } from './notices.mjs';
import { tool } from './run.mjs';
import { readJson, root, workspaces } from './workspaces.mjs';

/** Bytes of JavaScript: what a bundle should have at most; more with sigstore's signing client. */
const AIM = { plain: 1_000_000, benchmark: 1_000_000, signing: 2_000_000 };

/** What it may not exceed; nearly half of it is the toolkit's HTTP client. */
const BUDGET = { plain: 1_200_000, benchmark: 1_600_000, signing: 2_000_000 };

const cacheFolder = join(root, '.cache', 'bundles');
const digest = (path) => createHash('sha256').update(readFileSync(path)).digest('hex');

const digests = (folder, files) =>
  Object.fromEntries(
    files.map((file) => [file, existsSync(join(folder, file)) ? digest(join(folder, file)) : null]),
  );

/** What decides a bundle beside its modules: the tools, the lock, this code, and who may import what. */
const surroundings = () => [
  'package.json',
  'package-lock.json',
  'scripts/build/bundle.mjs',
  'scripts/build/notices.mjs',
  ...workspaces().map((folder) => `${folder}/package.json`),
];

const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** Whether neither what the bundle is made from nor the bundle itself has changed since it was made. */
const isFresh = (record, dist) => {
  if (!existsSync(record) || !existsSync(dist)) return false;
  const { inputs, outputs } = readJson(record);
  const files = readdirSync(dist).sort();
  return (
    isSame(digests(root, Object.keys(inputs)), inputs) && isSame(digests(dist, files), outputs)
  );
};

/** Modules of the bundle that are files, relative to the root. */
const modulesOf = (stats) => {
  const names = new Set();
  const visit = (module) => {
    const name = module.nameForCondition ?? null;
    if (name !== null && !name.includes('@vercel/ncc/')) names.add(relative(root, name));
    for (const inner of module.modules ?? []) visit(inner);
  };
  for (const module of stats.modules) visit(module);
  return [...names].sort();
};

/** The texts of 126 controls are a third of a megabyte. */
const kindOf = (modules, packages) => {
  if (packages.some(({ name }) => name === '@sigstore/sign')) return 'signing';
  return modules.some((name) => name.startsWith('packages/controls/')) ? 'benchmark' : 'plain';
};

const problemsOf = (dist, { folder, modules, packages }) => {
  const scripts = readdirSync(dist).filter((file) => /\.m?js$/.test(file));
  const bytes = scripts.reduce((sum, file) => sum + readFileSync(join(dist, file)).length, 0);
  const kind = kindOf(modules, packages);
  const problems = duplicates(packages).map(
    (copies) => `${folder}: two copies of a package: ${copies}`,
  );
  if (bytes > BUDGET[kind]) {
    problems.push(`${folder}: ${bytes} bytes of JavaScript, the budget is ${BUDGET[kind]}`);
  }
  return { bytes, isAboveAim: bytes > AIM[kind], problems };
};

/** Bundles `lib/main.js` of a workspace into its `dist`; `{ folder, bytes, isAboveAim, fresh, problems }`. */
export const bundle = async (folder) => {
  const record = join(cacheFolder, `${folder.replaceAll(/[\\/]/g, '-')}.json`);
  const place = join(root, folder);
  if (isFresh(record, join(place, 'dist'))) {
    const { bytes, isAboveAim } = readJson(record);
    return { folder, bytes, isAboveAim, fresh: true, problems: [] };
  }
  mkdirSync(cacheFolder, { recursive: true });
  const work = mkdtempSync(join(cacheFolder, 'work-'));
  try {
    return await bundleIn(work, { folder, place, record });
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
};

const bundleIn = async (work, { folder, place, record }) => {
  const made = join(work, 'dist');
  const statsFile = join(work, 'stats.json');
  const options = [
    '--minify',
    '--no-cache',
    '--quiet',
    '--target',
    'es2024',
    '--stats-out',
    statsFile,
  ];
  const args = ['build', join(folder, 'lib', 'main.js'), '--out', made, ...options];
  const { code, output } = await tool('ncc', args);
  if (code !== 0) return { folder, bytes: 0, problems: [`${folder}: ncc failed\n${output}`] };
  const modules = modulesOf(readJson(statsFile));
  const packages = packagesOf(modules);
  writeFileSync(join(made, 'NOTICES.txt'), notices(packages));
  const { problems, ...size } = problemsOf(made, { folder, modules, packages });
  const dist = join(place, 'dist');
  rmSync(dist, { recursive: true, force: true });
  cpSync(made, dist, { recursive: true });
  if (problems.length === 0) {
    const inputs = digests(root, [...new Set([...surroundings(), ...modules])].sort());
    const outputs = digests(dist, readdirSync(dist).sort());
    writeFileSync(record, JSON.stringify({ ...size, inputs, outputs }));
  }
  return { folder, ...size, fresh: false, problems };
};
