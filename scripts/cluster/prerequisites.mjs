// What a machine must have to run a cluster.
import { spawnSync } from 'node:child_process';

/** Programs, and the Debian packages that bring them. */
const QUICK = {
  etcd: 'etcd-server',
  ip: 'iproute2',
  mount: 'mount',
  openssl: 'openssl',
  setpriv: 'util-linux',
  sysctl: 'procps',
  unshare: 'util-linux',
};
const FULL = {
  busybox: 'busybox-static',
  containerd: 'containerd',
  'docker-registry': 'docker-registry',
  iptables: 'iptables',
  runc: 'runc',
  skopeo: 'skopeo',
  '/usr/lib/cni/bridge': 'containernetworking-plugins',
};

const absent = (programs) =>
  Object.entries(programs)
    .filter(([name]) => spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0)
    .map(([name, debian]) => `${name} (apt-get install ${debian})`);

/** What the kernel is asked for: everything that a cluster does, in one go. */
const PROBE = `mount -t tmpfs none /mnt && mkdir /mnt/u /mnt/w &&
mount -t overlay -o lowerdir=/etc,upperdir=/mnt/u,workdir=/mnt/w none /etc && ip link add cni0 type bridge`;
/** Pods reach the API server by the address of its Service. */
const PROBE_PODS = `${PROBE} && iptables -t nat -S`;

const kernel = (tier) => {
  const namespaces = ['--mount', '--net', '--pid', '--fork', '--mount-proc'];
  const probed = spawnSync(
    'unshare',
    [...namespaces, 'sh', '-c', tier === 'full' ? PROBE_PODS : PROBE],
    { encoding: 'utf8' },
  );
  return probed.status === 0
    ? []
    : [`namespaces, overlays, bridges and address translation: ${probed.stderr.trim()}`];
};

/** What is missing for the quick tier, or for pods as well; empty where all is there. */
export const missingFor = (tier) => {
  if (process.platform !== 'linux') return ['Linux'];
  if (process.getuid() !== 0) return ['root'];
  const programs = absent(tier === 'full' ? { ...QUICK, ...FULL } : QUICK);
  return programs.length > 0 ? programs : kernel(tier);
};
