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

/** Bytes of JavaScript that a bundle may have; nearly half of them are the toolkit's HTTP client. More with sigstore's signing client. */
const BUDGET = { plain: 1_100_000, signing: 2_000_000 };

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

const isFresh = (record, folder) =>
  existsSync(record) &&
  (({ inputs, outputs }) =>
    JSON.stringify(digests(root, Object.keys(inputs))) === JSON.stringify(inputs) &&
    existsSync(join(folder, 'dist')) &&
    readdirSync(join(folder, 'dist')).sort().join() === Object.keys(outputs).join() &&
    JSON.stringify(digests(join(folder, 'dist'), Object.keys(outputs))) ===
      JSON.stringify(outputs))(readJson(record));

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

const problemsOf = (folder, dist, packages) => {
  const scripts = readdirSync(dist).filter((file) => /\.m?js$/.test(file));
  const bytes = scripts.reduce((sum, file) => sum + readFileSync(join(dist, file)).length, 0);
  const budget = packages.some(({ name }) => name === '@sigstore/sign')
    ? BUDGET.signing
    : BUDGET.plain;
  const problems = duplicates(packages).map(
    (copies) => `${folder}: two copies of a package: ${copies}`,
  );
  if (bytes > budget)
    problems.push(`${folder}: ${bytes} bytes of JavaScript, the budget is ${budget}`);
  return { bytes, problems };
};

/** Bundles `lib/main.js` of a workspace into its `dist`; `{ folder, bytes, fresh, problems }`. */
export const bundle = async (folder) => {
  const record = join(cacheFolder, `${folder.replaceAll(/[\\/]/g, '-')}.json`);
  const place = join(root, folder);
  if (isFresh(record, place))
    return { folder, bytes: readJson(record).bytes, fresh: true, problems: [] };
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
  const args = [
    'build',
    join(folder, 'lib', 'main.js'),
    '--out',
    made,
    '--minify',
    '--no-cache',
    '--quiet',
  ];
  const { code, output } = await tool('ncc', [
    ...args,
    '--target',
    'es2024',
    '--stats-out',
    statsFile,
  ]);
  if (code !== 0)
    return { folder, bytes: 0, fresh: false, problems: [`${folder}: ncc failed\n${output}`] };
  const modules = modulesOf(readJson(statsFile));
  const packages = packagesOf(modules);
  writeFileSync(join(made, 'NOTICES.txt'), notices(packages));
  const { bytes, problems } = problemsOf(folder, made, packages);
  const dist = join(place, 'dist');
  rmSync(dist, { recursive: true, force: true });
  cpSync(made, dist, { recursive: true });
  if (problems.length === 0) {
    const inputs = digests(root, [...new Set([...surroundings(), ...modules])].sort());
    const outputs = digests(dist, readdirSync(dist).sort());
    writeFileSync(record, JSON.stringify({ bytes, inputs, outputs }));
  }
  return { folder, bytes, fresh: false, problems };
};
