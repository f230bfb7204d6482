// `npm run quickstart [-- DIRECTORY]`: signs a pipeline with a key made on the spot, verifies it, attests a build, audits
// what it made from the digest alone, then changes one line and verifies again. Works on a copy; after the installation it
// opens no connection.
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { appendFileSync, lstatSync, mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { install } from './setup.mjs';

install();
const { root } = await import('./build/workspaces.mjs');
const { capture } = await import('./build/run.mjs');
const { build } = await import('./quickstart/build.mjs');
const { commitAll, copyOf } = await import('./quickstart/copy.mjs');
const { tamper } = await import('./quickstart/tamper.mjs');

const stop = (message, code) => {
  console.error(message);
  process.exit(code);
};

const source = resolve(
  process.env.INIT_CWD ?? '.',
  process.argv[2] ?? join(root, 'examples', 'whysql'),
);
if (!lstatSync(source, { throwIfNoEntry: false })?.isDirectory())
  stop(`${source} is no directory`, 3);

const built = await capture(process.execPath, [join(root, 'scripts', 'build.mjs')]);
if (built.code !== 0) stop(built.output, 70);

const work = realpathSync(mkdtempSync(join(tmpdir(), 'plumbline-quickstart-')));
const copy = copyOf(source, work);

/** Runs the command as a user would and shows both; any exit that is not expected ends the quickstart. */
const plumbline = (expected, ...args) => {
  console.log(`\n$ plumbline ${args.join(' ')}`);
  const cli = join(root, 'packages', 'cli', 'bin', 'plumbline.js');
  const env = { ...process.env, COSIGN_PASSWORD: password };
  const { status } = spawnSync(process.execPath, [cli, ...args], {
    cwd: work,
    env,
    stdio: 'inherit',
  });
  if (!expected.includes(status))
    stop(`\nquickstart: exit ${status}; ${expected.join(' or ')} was expected`, 70);
  return status;
};

/** Thrown away with this process, so that nobody signs with the demo key again. */
const password = randomUUID();

const VERDICTS = ['pass', 'fail', 'cannot decide'];
const target = relative(work, copy);
const key = 'demo-not-for-use';
const inGit = commitAll(copy, 'the pipeline as it is');
console.log(
  `A copy of ${source} is in ${copy}${inGit ? '' : ' (no git here: its files are read, not a commit)'}.`,
);

plumbline([0, 1, 2], 'show', target);
plumbline([0], 'keygen', '--out', key);
if (
  plumbline([0, 2], 'sign-pipeline', target, '--key', `${key}.key`, '--store', 'dir:records') !== 0
) {
  stop(
    '\nThis pipeline cannot be signed as it stands: the reasons and what to write instead are above.',
    2,
  );
}
if (inGit) commitAll(copy, 'the signed manifest');
const verify = ['verify-pipeline', target, '--trust', `${key}.pub`, '--offline'];
const first = plumbline([0, 1, 2], ...verify);

console.log('\nA build runs and leaves app.txt; run.json is what the cluster tells of the run.');
const digest = build(copy, work, `${key}.pub`);
const store = ['--store', 'dir:records', '--offline'];
plumbline([0], 'attest-run', 'run.json', '--key', `${key}.key`, '--subjects', 'app.txt', ...store);
plumbline([0], 'audit-artifact', digest, ...store);

console.log('\nSomebody replaces app.txt by one that no run has made:');
appendFileSync(join(work, 'app.txt'), 'and more\n');
plumbline([1], 'audit-artifact', 'app.txt', ...store);

const change = tamper(copy);
if (change === null) stop('\nquickstart: found no line of a pipeline to change', 70);
console.log(
  `\nSomebody changes line ${change.line} of ${change.path}:\n- ${change.before}\n+ ${change.after}`,
);
if (inGit) commitAll(copy, 'a change that nobody reviewed');
plumbline([1], ...verify);

console.log(`
What happened
  signed     the pipeline of ${target} and everything it uses, with a demo key made a moment ago: trust it nowhere
  verified   ${VERDICTS[first]}${first === 0 ? '' : ': the reasons stand above; they are about the pipeline as it was, not about the signature'}
  attested   what a run executed and built; the run is made up here, so the records say that it is declared
  audited    app.txt from its digest alone: pass; the replaced one: fail, no record speaks of it
  changed    ${change.path}:${change.line}, and verify-pipeline failed and named the place
  network    none
Everything is in ${work}; delete it when you have seen enough.

What to do next
  1. In your repository:   plumbline keygen --out ci   (keep ci.key out of it)
  2. plumbline sign-pipeline --key ci.key                 commit .plumbline/pipeline.sigstore.json
  3. Name ci.pub under trust: in .plumbline.yaml, and run plumbline verify-pipeline before what you release.
  4. plumbline attest-run in the job that builds, and plumbline audit-artifact sha256:… whenever somebody asks.
Here \`plumbline\` is: node ${relative(process.env.INIT_CWD ?? '.', join(root, 'packages/cli/bin/plumbline.js'))}`);
