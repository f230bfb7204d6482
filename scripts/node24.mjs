#!/usr/bin/env node
// Runs a command under Node 24: the present one where it is new enough, else one that npm brings.
// Usage: node scripts/node24.mjs COMMAND [ARGUMENT...]; plain JavaScript that Node 20 can read.
import { spawnSync } from 'node:child_process';
import { delimiter, dirname } from 'node:path';

const FLOOR = [24, 15];
/** Exact, because its install script runs: a moving tag would run whatever was published last. */
const BROUGHT = 'node@24.21.0';

const isEnough = (version) => {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return major > FLOOR[0] || (major === FLOOR[0] && minor >= FLOOR[1]);
};

/** The `node` binary that npm brings; its package needs its install script, which .npmrc forbids for all others. */
const bringNode = () => {
  const npm = process.env.npm_execpath;
  const question = [
    '--yes',
    `--package=${BROUGHT}`,
    '--',
    'node',
    '-p',
    'process.version+" "+process.execPath',
  ];
  const options = {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, npm_config_ignore_scripts: 'false' },
  };
  const answer = npm
    ? spawnSync(process.execPath, [npm, 'exec', ...question], options)
    : spawnSync('npm', ['exec', ...question], options);
  const [version = '', ...path] = (answer.stdout ?? '').trim().split(' ');
  if (answer.status !== 0 || !isEnough(version)) {
    const got = version === '' ? '' : `, which gave ${version}`;
    console.error(
      `Node ${FLOOR.join('.')} or newer is needed and npm could not bring ${BROUGHT}${got}.`,
    );
    console.error('Hint: install Node 24 from https://nodejs.org and run the command again.');
    process.exit(3);
  }
  console.log(
    `node: ${process.version} is older than ${FLOOR.join('.')}, continuing with ${version} from npm`,
  );
  return path.join(' ');
};

const [command, ...args] = process.argv.slice(2);
if (command === undefined) {
  console.error('Usage: node scripts/node24.mjs COMMAND [ARGUMENT...]');
  process.exit(3);
}
const node = isEnough(process.version) ? process.execPath : bringNode();
const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}` };
// What npm of the older Node left behind would name the older binary to children.
delete env.npm_node_execpath;
const run = spawnSync(command === 'node' ? node : command, args, { stdio: 'inherit', env });
if (run.error) console.error(`Cannot run ${command}: ${run.error.message}`);
process.exit(run.status ?? 70);
