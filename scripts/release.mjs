// `npm run release -- --version X --key K --registry R --out DIR`: a release of our own catalog, with the commands of everybody.
// What is built appears in DIR when it is complete and verified; what is uploaded has no tag before all of it is there.
// Interrupted anywhere, it is run again with the same arguments. `--draft` stops before the first tag.
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { install } from './setup.mjs';

install();
const { run } = await import('./image/run.mjs');
const { readJson, root } = await import('./build/workspaces.mjs');
const { checkSources } = await import('./release/check.mjs');
const { findCosign, plumbline, publicHalf } = await import('./release/programs.mjs');
const { writeManifests } = await import('./release/deploy.mjs');
const { billOf, imageOf } = await import('./release/image.mjs');
const { setTags, upload } = await import('./release/publish.mjs');
const { askStranger } = await import('./release/stranger.mjs');

const HOME = 'ghcr.io/plumbline';
const NEEDED = ['version', 'key', 'registry', 'out'];
const FLAGS = {
  ...Object.fromEntries(NEEDED.map((name) => [name, { type: 'string' }])),
  ...{ previous: { type: 'string' }, rebuilt: { type: 'string' }, layout: { type: 'string' } },
  ...{ draft: { type: 'boolean' }, 'registry-insecure': { type: 'string', multiple: true } },
};

const stop = (message, code = 3) => {
  console.error(`release: ${message}`);
  process.exit(code);
};

const readArguments = () => {
  try {
    const { values } = parseArgs({ options: FLAGS });
    const missing = NEEDED.filter((name) => values[name] === undefined);
    if (missing.length > 0) stop(`--${missing.join(', --')} is missing`);
    return { ...values, insecure: values['registry-insecure'] ?? [], out: resolve(values.out) };
  } catch (error) {
    return stop(error.message);
  }
};

const options = readArguments();
const stated = readJson(join(root, 'package.json')).version;
if (options.version !== stated) stop(`package.json says ${stated}, --version ${options.version}`);
const cosign =
  findCosign() ?? stop('cosign is needed to verify the release at the end: .ci/run builds it');
const publicKey = publicHalf(options.key);

const stage = (name) => console.log(`== ${name}`);
const partial = `${options.out}.partial`;
const at = (name) => join(partial, name);

/** Builds and signs into a folder beside, which takes the name of the release when a stranger would accept it. */
const make = async () => {
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial);
  writeFileSync(at('key.pub'), publicKey);
  stage('check');
  await checkSources(options.rebuilt);
  stage('image');
  const image = imageOf(options.layout ?? at('image'), `${HOME}/plumbline:${stated}`);
  stage('build');
  plumbline(
    'catalog',
    'build',
    root,
    '--version',
    stated,
    '--out',
    at('built'),
    ...buildFlags(image),
  );
  writeFileSync(join(at('built'), 'sbom.cdx.json'), billOf(image.layout));
  writeManifests(join(at('built'), 'deploy'), image);
  stage('sign');
  plumbline('catalog', 'sign', at('built'), '--key', options.key);
  const moved = options.registry !== HOME;
  if (moved) relocate();
  stage('verify');
  const release = at(moved ? 'moved' : 'built');
  plumbline('catalog', 'verify', release, '--key', at('key.pub'), '--offline');
  run('cp', ['-r', image.layout, at('layout')]);
  mkdirSync(at('release'));
  for (const [from, to] of [
    [release, 'catalog'],
    [at('layout'), 'image'],
  ])
    renameSync(from, join(at('release'), to));
  renameSync(at('release'), options.out);
  rmSync(partial, { recursive: true });
};

const buildFlags = ({ ref, digest, base }) => [
  ...['--image', `${ref}@${digest}`, '--base', `${ref}=${base}`, '--bundles', `${HOME}/tasks`],
  ...(options.rebuilt === undefined ? [] : ['--rebuilt', options.rebuilt]),
  ...(options.previous === undefined ? [] : ['--previous', options.previous]),
];

/** For a registry of somebody else, or a rehearsal on this machine. */
const relocate = () => {
  const flags = ['--to', options.registry, '--trust', at('key.pub'), '--key', options.key];
  plumbline('catalog', 'relocate', at('built'), ...flags, '--out', at('moved'));
};

if (!existsSync(options.out)) await make();
else console.log(`${options.out} is complete: going on with it`);
const folder = join(options.out, 'catalog');
const release = { folder, image: join(options.out, 'image'), insecure: options.insecure };
const refs = plumbline('catalog', 'show', folder, '--refs').trim().split('\n');
stage('upload');
await upload(release, refs);
if (options.draft) {
  console.log('draft: everything is signed and uploaded, and nothing has a tag');
} else {
  stage('tags');
  await setTags(release, refs);
  stage('stranger');
  askStranger(release, { publicKey, cosign });
  console.log(
    `released ${stated}: ${refs.length} images and bundles, verified by plumbline and by cosign`,
  );
}
