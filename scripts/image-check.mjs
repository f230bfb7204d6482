// Checks the image: two builds under other circumstances are equal, it runs as it should, and it can be pushed.
// Usage: node scripts/image-check.mjs   (as root, with runc, skopeo, docker-registry and faketime from Debian)
import { spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { readJson, root } from './build/workspaces.mjs';
import { run } from './image/run.mjs';
import { countLine } from './jest.mjs';

const LIMIT = 60e6;
const ANYBODY = 1000660000;
const EVIL = {
  NODE_OPTIONS: '--require=/trap/evil.js',
  NODE_EXTRA_CA_CERTS: '/trap/evil.js',
  LD_PRELOAD: '/trap/evil.js',
};

const counts = { passed: 0, failed: 0, skipped: 0 };
const check = (name, isTrue, shown = '') => {
  counts[isTrue ? 'passed' : 'failed'] += 1;
  console.log(`${isTrue ? 'ok    ' : 'FAILED'} ${name}${isTrue ? '' : `: ${shown}`}`);
};

const work = mkdtempSync(join(tmpdir(), 'plumbline-image-check-'));
const layout = join(work, 'one');

const blobOf = (place, digest) => join(place, 'blobs', 'sha256', digest.slice('sha256:'.length));
const digestOf = (place) => readJson(join(place, 'index.json')).manifests[0].digest;
const layersOf = (place) => readJson(blobOf(place, digestOf(place))).layers;

const PROGRAMS = ['go', 'runc', 'skopeo', 'docker-registry', 'faketime', 'dpkg-deb'];
const missing = [
  ...PROGRAMS.filter((name) => spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0),
  ...(process.getuid() === 0 ? [] : ['root']),
];

/** A copy of what a build reads, elsewhere; bundles and Go programs are made anew there. */
const buildElsewhere = () => {
  const copy = join(work, 'else', 'where');
  for (const name of [
    'package.json',
    'package-lock.json',
    'LICENSE',
    'packages',
    'actions',
    'scripts',
    'node_modules',
  ]) {
    cpSync(join(root, name), join(copy, name), { recursive: true, verbatimSymlinks: true });
  }
  const script = 'umask 077 && exec faketime -f "+2000d" "$@"';
  const command = [process.execPath, join(copy, 'scripts', 'image.mjs'), join(work, 'two')];
  run('sh', ['-c', script, 'sh', ...command], {
    cwd: copy,
    env: { ...process.env, TZ: 'Pacific/Kiritimati', LC_ALL: 'C', GOCACHE: join(work, 'go') },
  });
};

const unpack = () => {
  const rootfs = join(work, 'rootfs');
  mkdirSync(rootfs);
  for (const { digest } of layersOf(layout))
    run('tar', ['-xzf', blobOf(layout, digest), '-C', rootfs]);
  mkdirSync(join(work, 'trap'));
  writeFileSync(join(work, 'trap', 'evil.js'), 'console.log("trapped");\n');
  mkdirSync(join(work, 'results'), { mode: 0o777 });
  run('chmod', ['-R', 'a+rX', work]);
  run('chmod', ['a+w', join(work, 'results')]);
};

/** Runs in the image as any user, with a read-only root, no capability and no network. */
const inImage = (args, env = {}) => {
  const bind = (destination, source, option) => ({
    destination,
    source,
    type: 'bind',
    options: ['rbind', option],
  });
  const config = {
    ociVersion: '1.0.2',
    process: {
      user: { uid: ANYBODY, gid: ANYBODY },
      args,
      env: ['PATH=/', ...Object.entries(env).map(([name, value]) => `${name}=${value}`)],
      cwd: '/source',
      noNewPrivileges: true,
      capabilities: {},
    },
    root: { path: join(work, 'rootfs'), readonly: true },
    mounts: [
      { destination: '/proc', type: 'proc', source: 'proc' },
      bind('/trap', join(work, 'trap'), 'ro'),
      bind('/source', join(root, 'examples', 'whysql'), 'ro'),
      bind('/results', join(work, 'results'), 'rw'),
    ],
    linux: { namespaces: ['pid', 'mount', 'ipc', 'network'].map((type) => ({ type })) },
  };
  writeFileSync(join(work, 'config.json'), JSON.stringify(config));
  const name = `plumbline-check-${process.pid}-${counts.passed + counts.failed}`;
  return spawnSync('runc', ['run', '--bundle', work, name], { encoding: 'utf8' });
};

const checkRuns = () => {
  unpack();
  const version = `plumbline ${readJson(join(root, 'package.json')).version}\n`;
  const plain = inImage(['/plumbline', '--version']);
  check('runs as any user with a read-only root', plain.stdout === version, plain.stderr);
  const hostile = inImage(['/plumbline', '--version'], EVIL);
  check(
    'the environment loads nothing',
    hostile.stdout === version && hostile.stderr === '',
    hostile.stdout + hostile.stderr,
  );
  const twin = inImage(['/nodejs/bin/node', '--version'], { NODE_OPTIONS: '--nonsense' });
  check(
    'it would without the launcher',
    twin.status !== 0 && twin.stderr.includes('--nonsense'),
    twin.stdout,
  );
  const task = [
    '--task-keys=',
    '--task-reports=',
    '--task-result=verdict=/results/verdict',
    '--target=.',
  ];
  const step = inImage(['/plumbline', 'config-benchmark', ...task], EVIL);
  const verdict =
    existsSync(join(work, 'results', 'verdict')) &&
    readFileSync(join(work, 'results', 'verdict'), 'utf8');
  const statuses = { pass: 0, fail: 1, undecidable: 2 };
  check(
    'a Task runs and writes its result',
    verdict && statuses[verdict] === step.status,
    `${step.status} ${verdict} ${step.stderr}`,
  );
  const shell = inImage(['/bin/sh', '-c', 'true']);
  check(
    'has no shell',
    shell.status !== 0 && !existsSync(join(work, 'rootfs', 'bin')),
    shell.stdout,
  );
};

const freePort = () =>
  new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });

const checkPush = async () => {
  const address = `127.0.0.1:${await freePort()}`;
  const config = join(work, 'registry.yml');
  writeFileSync(
    config,
    `version: 0.1\nlog: {level: error}\nstorage: {filesystem: {rootdirectory: ${join(work, 'registry')}}}\nhttp: {addr: ${address}}\n`,
  );
  const registry = spawn('docker-registry', ['serve', config], { stdio: 'ignore' });
  const image = `docker://${address}/plumbline:check`;
  try {
    await setTimeout(2000);
    run('skopeo', ['copy', '--insecure-policy', '--dest-tls-verify=false', `oci:${layout}`, image]);
    const found = run('skopeo', [
      'inspect',
      '--tls-verify=false',
      '--format',
      '{{.Digest}}',
      image,
    ]);
    check('is the same in a registry', found.toString().trim() === digestOf(layout), found);
  } finally {
    registry.kill();
  }
};

try {
  if (missing.length > 0) {
    counts.skipped += 1;
    console.log(`skipped: ${missing.join(', ')} is missing`);
  } else {
    const tested = spawnSync('go', ['test', './...'], { cwd: join(root, 'scripts', 'image') });
    check('the launcher passes on what is listed', tested.status === 0, String(tested.stdout));
    process.stdout.write(run(process.execPath, [join(root, 'scripts', 'image.mjs'), layout]));
    buildElsewhere();
    check(
      'two builds are equal',
      digestOf(layout) === digestOf(join(work, 'two')),
      digestOf(join(work, 'two')),
    );
    const size = layersOf(layout).reduce((sum, layer) => sum + layer.size, 0);
    check(`${size} bytes compressed are below ${LIMIT}`, size < LIMIT);
    checkRuns();
    await checkPush();
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
console.log(countLine(counts));
process.exit(counts.failed === 0 ? 0 : 1);
