// A process that bundles workspaces one after another, `node scripts/build/ncc.mjs OUT FOLDER...`: the second takes half
// the time of the first, because the bundler is warm. What it makes of each lies in a folder of OUT: `dist`, `modules.json`.
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ncc from '@vercel/ncc';
import { minify } from 'terser';
import { eager } from './eager.mjs';
import { nameOf, root } from './workspaces.mjs';

/** In whose place a script of `stand-ins` stands: what nobody calls, and what hardly anybody needs. */
const STAND_INS = {
  '@actions/http-client': 'left-out',
  '@actions/http-client/lib/auth': 'left-out',
  '@actions/exec': 'left-out',
  yaml: 'yaml',
};

const OPTIONS = {
  ...{ minify: false, cache: false, quiet: true, target: 'es2024', esm: false },
  externals: Object.fromEntries(
    Object.entries(STAND_INS).map(([name, script]) => [name, `./${script}.js`]),
  ),
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

const compact = async (script) => (await minify(script, MINIFY)).code;

/** Modules of the bundle that are files, relative to the root. */
const modulesOf = (stats) => {
  const names = new Set();
  const visit = (module) => {
    const name = module.nameForCondition ?? null;
    if (name !== null && !name.includes('@vercel/ncc/')) names.add(relative(root, name));
    for (const inner of module.modules ?? []) visit(inner);
  };
  for (const module of stats.toJson({ ...STATS, ...EVERYTHING }).modules) visit(module);
  return [...names];
};

/** Bundles a script: its first file, those that it loads on demand (what stands behind an `import()`), and their modules. */
const bundle = async (script, name) => {
  const { code, assets, stats } = await ncc(script, OPTIONS);
  const files = { [name]: await compact(code) };
  for (const [file, { source }] of Object.entries(assets)) {
    files[file] = await compact(String(source));
  }
  return { files, modules: modulesOf(stats) };
};

const placeOf = (name) => join(import.meta.dirname, 'stand-ins', name);

const yaml = await bundle(placeOf('yaml.library.mjs'), 'yaml.library.js');

/** The stand-ins that these files ask for. */
const standInsOf = (files) =>
  [...new Set(Object.values(STAND_INS))].filter((standIn) =>
    Object.values(files).some((code) => code.includes(`require("./${standIn}.js")`)),
  );

const make = async (folder, made) => {
  const { files, modules } = await bundle(join(root, folder, 'lib', 'main.js'), 'index.js');
  const dist = join(made, 'dist');
  mkdirSync(dist, { recursive: true });
  for (const [file, code] of Object.entries(files)) writeFileSync(join(dist, file), eager(code));
  // The modules of this one are together in one function.
  for (const [file, code] of Object.entries(yaml.files)) writeFileSync(join(dist, file), code);
  for (const name of standInsOf(files)) {
    copyFileSync(placeOf(`${name}.cjs`), join(dist, `${name}.js`));
  }
  writeFileSync(join(dist, 'package.json'), '{"type":"commonjs"}\n');
  writeFileSync(join(made, 'modules.json'), JSON.stringify([...modules, ...yaml.modules].sort()));
};

const [out, ...folders] = process.argv.slice(2);
for (const folder of folders) await make(folder, join(out, nameOf(folder)));
