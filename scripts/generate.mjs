// Writes every file that follows from the step definitions and the policy's shape. `--check` demands that they are there already.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { root } from './build/workspaces.mjs';
import { controlPages, exportParts } from './generate/controls.mjs';
import { publicGoodRoot } from './generate/public-good.mjs';

const load = (path) => import(pathToFileURL(join(root, path)).href);
const { actionYml, catalogYaml, fillMarkers, inputSchema, policySchema, readmeTables, ...step } =
  await load('packages/step/lib/index.js');
const { taskReadmeTables, taskYaml, unreleasedTask, version } = step;

const catalogs = await load('packages/catalog/lib/index.js');

const pretty = async (path, text) =>
  format(text, { ...(await resolveConfig(join(root, path))), filepath: path });

const prettied = async ([path, text]) => [path, await pretty(path, text)];

const json = (path, value) => pretty(path, JSON.stringify(value));

/** One definition for each folder of `packages/steps`, whose name it bears. */
const definitions = await Promise.all(
  readdirSync(join(root, 'packages/steps')).map(async (name) => {
    const exported = Object.values(await load(`packages/steps/${name}/lib/definition.js`));
    const definition = exported.find((value) => value?.name === name);
    if (definition === undefined)
      throw new Error(`packages/steps/${name}: no definition "${name}"`);
    return definition;
  }),
);

const readme = async (path, tables) => {
  const filled = fillMarkers(readFileSync(join(root, path), 'utf8'), tables);
  if (!filled.ok) throw new Error(`${path}: ${filled.error.message}`);
  return [path, await pretty(path, filled.value)];
};

const filesOf = async (definition) => {
  const { name } = definition;
  const schema = `packages/step/schemas/inputs/${name}-v1.json`;
  return [
    [`actions/${name}/action.yml`, actionYml(definition)],
    [schema, await json(schema, inputSchema(definition))],
    await readme(`actions/${name}/README.md`, readmeTables(definition)),
    [`tekton-tasks/${name}/${version}/${name}.yaml`, taskYaml(definition)],
    await readme(`tekton-tasks/${name}/${version}/README.md`, taskReadmeTables(definition)),
  ];
};

const policy = 'packages/step/schemas/policy-v1.json';
const schemas = {
  [policy]: policySchema(),
  'packages/catalog/schemas/catalog-v1.json': catalogs.catalogSchema(),
  'packages/catalog/schemas/catalog-source-v1.json': catalogs.sourceIndexSchema(),
  'packages/catalog/schemas/revocations-v1.json': catalogs.revocationsSchema(),
};
const files = [
  ['catalog.yaml', catalogYaml(definitions)],
  await prettied(publicGoodRoot()),
  ...(await Promise.all(
    Object.entries(schemas).map(async ([path, schema]) => [path, await json(path, schema)]),
  )),
  ...(await Promise.all(definitions.map(filesOf))).flat(),
  ...(await Promise.all(controlPages().map(prettied))),
  await readme('docs/export.md', exportParts),
];

const stated = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version;
if (stated !== version) {
  console.error(`packages/step/src/version.ts says ${version}, package.json ${stated}`);
  process.exit(1);
}

const isTask = (path) => path.startsWith('tekton-tasks/') && path.endsWith('.yaml');

/** What only a release writes into a Task is no drift. */
const isCurrent = ([path, text]) => {
  if (!existsSync(join(root, path))) return false;
  const found = readFileSync(join(root, path), 'utf8');
  return (isTask(path) ? unreleasedTask(found) : found) === text;
};
const stale = files.filter((file) => !isCurrent(file));

if (process.argv.includes('--check')) {
  for (const [path] of stale) console.error(`${path} does not follow from its definition`);
  if (stale.length > 0) console.error('run: npm run build -- --no-bundle && npm run generate');
  process.exit(stale.length === 0 ? 0 : 1);
}
for (const [path, text] of stale) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  console.log(`wrote ${path}`);
}
