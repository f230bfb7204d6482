// Builds the image of all Tasks. The same inputs give the same bytes; network only for inputs that are not cached.
// Usage: node scripts/image.mjs OUT          an OCI layout, on the base of scripts/image/inputs.json
//        node scripts/image.mjs --files OUT  our own files alone, the context of Containerfile
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { bundle } from './build/bundle.mjs';
import { packagesOf } from './build/notices.mjs';
import { readJson, root } from './build/workspaces.mjs';
import { baseEntries, USER } from './image/base.mjs';
import { buildGo } from './image/go.mjs';
import { writeLayout } from './image/layout.mjs';
import { run } from './image/run.mjs';
import { sbom } from './image/sbom.mjs';
import { file, tar } from './image/tar.mjs';

const inputs = readJson(join(root, 'scripts/image/inputs.json'));
const { version } = readJson(join(root, 'package.json'));

const CONFIG = {
  User: `${USER}:${USER}`,
  Env: ['PATH=/'],
  Entrypoint: ['/plumbline'],
  WorkingDir: '/',
  Labels: {
    'org.opencontainers.image.title': 'plumbline',
    'org.opencontainers.image.version': version,
    'org.opencontainers.image.licenses': 'Apache-2.0',
    'org.opencontainers.image.source': 'https://github.com/plumbline/plumbline',
  },
};

/** The bundle of the command, made anew if it is not current, and the packages in it. */
const bundled = async () => {
  const [made] = await bundle(['packages/cli']);
  if (made.problems.length > 0) throw new Error(made.problems.join('\n'));
  const dist = join(root, 'packages/cli/dist');
  const names = readdirSync(dist).sort();
  return {
    entries: names.map((name) => file(`app/${name}`, readFileSync(join(dist, name)))),
    packages: packagesOf(made.packages),
  };
};

const ownEntries = async (work, base) => {
  const { entries, packages } = await bundled();
  const launcher = readFileSync(buildGo('launcher', work, inputs.go));
  const bill = sbom(version, packages, { ...base, go: inputs.go });
  return [
    ...entries,
    file('app/LICENSE', readFileSync(join(root, 'LICENSE'))),
    file('app/sbom.cdx.json', bill),
    file('plumbline', launcher, 0o755),
  ];
};

const writeFiles = async (out, work) => {
  for (const { path, data, mode } of await ownEntries(work, {})) {
    mkdirSync(dirname(join(out, path)), { recursive: true });
    writeFileSync(join(out, path), data);
    chmodSync(join(out, path), mode);
    chmodSync(dirname(join(out, path)), 0o755);
  }
};

const writeImage = async (out, work) => {
  const compress = buildGo('compress', work, inputs.go);
  const own = await ownEntries(work, inputs);
  const layers = [
    ['base', baseEntries(inputs)],
    ['plumbline', own],
  ].map(([by, entries]) => {
    const archive = tar(entries);
    return { by, tar: archive, gzip: run(compress, [], { input: archive }) };
  });
  const digest = writeLayout(out, layers, { config: CONFIG, tag: version });
  for (const layer of layers) {
    console.log(
      `${layer.by.padEnd(10)} ${layer.tar.length} bytes, compressed ${layer.gzip.length}`,
    );
  }
  const size = layers.reduce((sum, { gzip }) => sum + gzip.length, 0);
  console.log(`image      ${(size / 1e6).toFixed(1)} MB compressed`);
  console.log(digest);
};

const words = process.argv.slice(2);
const isFiles = words[0] === '--files';
const out = words[isFiles ? 1 : 0];
if (out === undefined || existsSync(out)) {
  console.error('error: name a folder that does not exist yet. Next: node scripts/image.mjs OUT');
  process.exit(3);
}
const work = mkdtempSync(join(tmpdir(), 'plumbline-image-'));
try {
  await (isFiles ? writeFiles : writeImage)(resolve(out), work);
} finally {
  rmSync(work, { recursive: true });
}
