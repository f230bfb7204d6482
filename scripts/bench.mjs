// `npm run bench`: what Plumbline costs beside its peers, on this machine and in this run. Medians of whole processes.
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundled, root } from './build/workspaces.mjs';
import { judging } from './bench/benchmark.mjs';
import { measure } from './bench/measure.mjs';
import { bundles } from './bench/bundles.mjs';
import { findPeers } from './bench/peers.mjs';
import { layCorpus, makeRepository } from './bench/subjects.mjs';

const CLI = join(root, 'packages', 'cli', 'bin', 'plumbline.js');
const PASSWORD = { COSIGN_PASSWORD: 'bench' };
const peers = findPeers();
const work = mkdtempSync(join(tmpdir(), 'plumbline-bench-'));

const row = (name, { wall, cpu }, remark = '') =>
  console.log(
    `${name.padEnd(46)} ${wall.toFixed(3).padStart(8)} ${cpu.toFixed(3).padStart(8)}  ${remark}`,
  );

const title = (text) =>
  console.log(`\n${text.padEnd(46)} ${'wall s'.padStart(8)} ${'CPU s'.padStart(8)}`);

const must = (command, args, cwd = work) => {
  const run = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...PASSWORD },
  });
  if (run.status !== 0)
    throw new Error(`${command} ${args.join(' ')}: exit ${run.status}\n${run.stdout}${run.stderr}`);
};

const startUp = () => {
  title('Cold start');
  const empty = join(work, 'empty');
  mkdirSync(empty);
  const bare = measure(process.execPath, ['-e', '0'], { runs: 11 });
  row(`node ${process.version} -e 0`, bare);
  for (const folder of bundled()) {
    const bundle = join(root, folder, 'dist', 'index.js');
    const args = folder.startsWith('actions') ? [bundle] : [bundle, '--version'];
    const taken = measure(process.execPath, args, { cwd: empty, expected: [0, 3], runs: 11 });
    row(
      folder,
      taken,
      `${Math.round((taken.cpu - bare.cpu) * 1000)} ms CPU above node (aim 150, at most 170)`,
    );
  }
};

const sizes = () => {
  console.log(`\n${'Bundle, JavaScript'.padEnd(46)} ${'MB'.padStart(8)}`);
  for (const folder of bundled()) {
    const bytes = globSync(join(root, folder, 'dist', '*.js')).reduce(
      (sum, file) => sum + readFileSync(file).length,
      0,
    );
    console.log(`${folder.padEnd(46)} ${(bytes / 1e6).toFixed(2).padStart(8)}`);
  }
};

const corpus = () => {
  title('Reading and modelling the corpus');
  const folder = join(work, 'corpus');
  const counts = layCorpus(folder);
  if (counts === null)
    return console.log(
      'skipped: no corpus; PLUMBLINE_SHARED names the folder that holds data/corpus',
    );
  const all = `${counts.workflows} workflows, ${counts.tekton} Tekton files`;
  row(
    'plumbline show',
    measure(process.execPath, [CLI, 'show', folder, '--format', 'json'], { expected: [0, 1, 2] }),
    all,
  );
  judging({ cli: CLI, peers, work, corpus: folder }, { title, row });
};

const perFile = (folder, files) => {
  const { cosign } = peers;
  if (!cosign) return console.log('skipped: cosign is not installed');
  must(cosign.command, ['generate-key-pair', '--output-key-prefix', 'peer']);
  const sign = [
    'sign-blob',
    '--yes',
    '--key',
    'peer.key',
    '--tlog-upload=false',
    '--use-signing-config=false',
  ];
  const blobs = files.map((path, index) => [join(folder, path), join(work, `${index}.bundle`)]);
  for (const [blob, bundle] of blobs) must(cosign.command, [...sign, '--bundle', bundle, blob]);
  const loop =
    'while [ $# -gt 0 ]; do "$COSIGN" verify-blob --key peer.pub --insecure-ignore-tlog --bundle "$2" "$1" || exit; shift 2; done';
  const env = { COSIGN: cosign.command };
  const once = { runs: 1, isWarmed: false };
  const taken = measure('bash', ['-c', loop, 'bash', ...blobs.flat()], { cwd: work, env, ...once });
  row(`cosign ${cosign.version} verify-blob, ${files.length} processes`, taken);
  return taken;
};

const verification = () => {
  title('Verifying 50 workflows and 200 Tasks, cold');
  const folder = join(work, 'repository');
  const files = makeRepository(folder);
  must(process.execPath, [CLI, 'keygen', '--out', 'bench']);
  must(process.execPath, [CLI, 'sign-pipeline', folder, '--key', 'bench.key']);
  const args = [CLI, 'verify-pipeline', folder, '--trust', 'bench.pub', '--offline'];
  const ours = measure(process.execPath, args, { cwd: work });
  row('plumbline verify-pipeline, one process', ours);
  const theirs = perFile(folder, files);
  if (theirs)
    console.log(`${(theirs.cpu / ours.cpu).toFixed(1)} times less CPU (aim: at least 10)`);
};

const keyless = async () => {
  title('Verifying keyless bundles');
  await bundles({ work, cosign: peers.cosign?.command, row });
};

const audit = () => {
  console.log();
  const script = join(root, 'scripts', 'bench', 'audit.mjs');
  const { status } = spawnSync(process.execPath, [script], { stdio: 'inherit' });
  if (status !== 0) throw new Error(`audit.mjs: exit ${status}`);
};

/** A part that fails is told, and the others are measured. */
const attempt = async (part) => {
  try {
    await part();
  } catch (error) {
    console.log(`gives up: ${error.stack}`);
    process.exitCode = 1;
  }
};

if (!existsSync(join(root, 'packages', 'cli', 'dist', 'index.js'))) {
  console.error('bench: the bundles are missing; npm run build makes them');
  process.exit(3);
}
try {
  console.log(
    `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, ${new Date().toISOString()}`,
  );
  for (const part of [sizes, startUp, verification, corpus, keyless, audit]) await attempt(part);
} finally {
  rmSync(work, { recursive: true, force: true });
}
