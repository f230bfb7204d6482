// Rebuilds every bundle from a copy of the sources in an empty folder and compares all of actions/*/dist byte by byte.
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  globSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { capture } from './build/run.mjs';
import { root } from './build/workspaces.mjs';

const DIST = 'actions/*/dist/**';

const git = (...args) => {
  const { status, stdout, stderr } = spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
  return stdout.split('\0').filter(Boolean);
};

const files = (folder) =>
  new Set(globSync(DIST, { cwd: folder }).filter((path) => statSync(join(folder, path)).isFile()));

const copySources = (copy) => {
  const sources = git(
    'ls-files',
    '-z',
    '--cached',
    '--others',
    '--exclude-standard',
    '--',
    '.',
    `:(exclude,glob)${DIST}`,
  );
  for (const path of sources) {
    if (existsSync(join(root, path))) cpSync(join(root, path), join(copy, path));
  }
};

const rebuild = async (copy) => {
  const steps = [
    ['npm', ['ci', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund']],
    [process.execPath, ['scripts/build.mjs']],
  ];
  for (const [command, args] of steps) {
    const { code, output } = await capture(command, args, { cwd: copy });
    if (code !== 0) throw new Error(`check-dist: ${command} ${args.join(' ')} failed\n${output}`);
  }
};

const compare = (rebuilt) => {
  const tracked = new Set(git('ls-files', '-z', '--', `:(glob)${DIST}`));
  const made = files(rebuilt);
  const here = files(root);
  const differs = (path) =>
    !readFileSync(join(root, path)).equals(readFileSync(join(rebuilt, path)));
  return [...new Set([...made, ...here, ...tracked])].sort().flatMap((path) => {
    if (!made.has(path)) return [`${path}: a rebuild does not make this file`];
    if (!here.has(path)) return [`${path}: is missing`];
    if (differs(path)) return [`${path}: a rebuild gives other bytes`];
    return tracked.has(path) ? [] : [`${path}: is not committed`];
  });
};

const copy = realpathSync(mkdtempSync(join(tmpdir(), 'plumbline-dist-')));
try {
  copySources(copy);
  await rebuild(copy);
  const problems = compare(copy);
  for (const problem of problems) console.error(problem);
  if (problems.length > 0)
    console.error('Hint: npm run build, and commit actions/*/dist with the change that causes it');
  console.log(`check-dist: ${files(copy).size} files, ${problems.length} problems`);
  process.exitCode = problems.length === 0 ? 0 : 1;
} finally {
  rmSync(copy, { recursive: true, force: true });
}
