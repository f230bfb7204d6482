// A process that bundles workspaces one after another, `node scripts/build/ncc.mjs OUT FOLDER...`: the second takes half
// the time of the first, because the bundler is warm. What it makes of each lies in a folder of OUT: `dist`, `modules.json`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ncc from '@vercel/ncc';
import { minify } from 'terser';
import { eager } from './eager.mjs';
import { nameOf, root } from './workspaces.mjs';

/**
 * What of the toolkit nobody here calls: its OpenID Connect with an HTTP client, and the look at the platform. They were
 * nearly half of a bundle and of an Action's start. In their place stands what is loaded anyway; called, they would throw.
 */
const LEFT_OUT = ['@actions/http-client', '@actions/http-client/lib/auth', '@actions/exec'];

const OPTIONS = {
  ...{ minify: false, cache: false, quiet: true, target: 'es2024', esm: false },
  externals: Object.fromEntries(LEFT_OUT.map((name) => [name, 'node:path'])),
};
const STATS = { all: false, modules: true, nestedModules: true, orphanModules: true };
const EVERYTHING = { modulesSpace: Infinity, nestedModulesSpace: Infinity };

/**
 * Names of classes stay, as errors show them. Without a character beyond ASCII V8 keeps a script in half the memory and
 * compiles it in four fifths of the time.
 */
const MINIFY = {
  ecma: 2020,
  compress: { keep_classnames: true },
  mangle: { keep_classnames: true },
  format: { ascii_only: true },
};

const minified = async (script) => (await minify(script, MINIFY)).code;

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

/** The first file, and those that it loads on demand: what stands behind an `import()`. */
const scriptsOf = ({ code, assets }) => [
  ['index.js', code],
  ...Object.entries(assets).map(([name, { source }]) => [name, String(source)]),
];

const write = (path, contents) => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, contents);
};

const [out, ...folders] = process.argv.slice(2);
for (const folder of folders) {
  const made = join(out, nameOf(folder));
  const bundled = await ncc(join(root, folder, 'lib', 'main.js'), OPTIONS);
  for (const [name, script] of scriptsOf(bundled)) {
    write(join(made, 'dist', name), eager(await minified(script)));
  }
  write(join(made, 'dist', 'package.json'), '{"type":"commonjs"}\n');
  const modules = modulesOf(bundled.stats.toJson({ ...STATS, ...EVERYTHING }));
  write(join(made, 'modules.json'), JSON.stringify(modules));
}
