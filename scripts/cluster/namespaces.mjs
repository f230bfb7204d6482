// One set of namespaces for a whole cluster. Processes, mounts, addresses and files are gone with its first process,
// however that ends; nothing on the machine's own interfaces is touched and nothing outside can be reached.
import { spawn } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, rmdirSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../image/run.mjs';

/** A node must have an address that is not loopback. */
export const NODE_ADDRESS = '10.77.0.1';
export const POD_RANGE = '10.77.0.0/24';
/** All of it leads to this machine, where the program that stands behind a Service listens on its port. */
export const SERVICE_RANGE = '10.96.0.0/16';
const SHIELDED = ['etc', 'run', 'var'];
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** The kernel does not take the control groups of pods away with the processes in them; those in use it keeps, and another cluster may take its own away. */
const removeControlGroups = () => {
  const found = globSync('/sys/fs/cgroup/{.,*}/k8s.io{,/*}', { withFileTypes: true });
  const folders = found.filter((entry) => entry.isDirectory());
  for (const folder of folders
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort()
    .reverse()) {
    try {
      rmdirSync(folder);
    } catch (error) {
      if (!['EBUSY', 'ENOENT', 'ENOTEMPTY'].includes(error.code)) throw error;
    }
  }
};

/** Runs a script as the first process of new namespaces; it is told its empty folder. Resolves with its exit status. */
export const runIsolated = async (script, args) => {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-cluster-'));
  const namespaces = ['--mount', '--net', '--pid', '--fork', '--kill-child', '--mount-proc'];
  // Killed with this process, which waits for it unless it is killed itself.
  const command = ['--pdeathsig', 'KILL', 'unshare', ...namespaces, process.execPath, script];
  const child = spawn('setpriv', [...command, folder, ...args], { stdio: 'inherit' });
  const stop = () => child.kill('SIGKILL');
  for (const signal of SIGNALS) process.on(signal, stop);
  const status = await new Promise((done) => {
    child.on('error', (error) => {
      console.error(error.message);
      done(70);
    });
    child.on('close', (code, signal) => done(code ?? 128 + constants.signals[signal]));
  });
  for (const signal of SIGNALS) process.off(signal, stop);
  removeControlGroups();
  rmdirSync(folder);
  return status;
};

/** Makes the mounts and the network, inside: what programs write below fixed paths stays in the folder, which is in memory. */
export const furnish = (folder) => {
  run('mount', ['-t', 'tmpfs', '-o', 'mode=0755', 'plumbline', folder]);
  for (const name of SHIELDED) {
    const [upper, work] = ['upper', 'work'].map((kind) => join(folder, 'shield', name, kind));
    for (const each of [upper, work]) mkdirSync(each, { recursive: true });
    const options = `lowerdir=/${name},upperdir=${upper},workdir=${work}`;
    run('mount', ['-t', 'overlay', '-o', options, 'plumbline', `/${name}`]);
  }
  const ip = (words) => run('ip', words.split(' '));
  ip('link set lo up');
  ip('link add cni0 type bridge');
  ip(`addr add ${NODE_ADDRESS}/24 dev cni0`);
  ip('link set cni0 up');
  ip('route add default dev cni0');
  ip(`route add local ${SERVICE_RANGE} dev lo`);
  run('sysctl', ['-qw', 'net.ipv4.ip_forward=1']);
};
