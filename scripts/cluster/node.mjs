// containerd and the kubelet: the one node, on which pods run.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../image/run.mjs';
import { certifiedKubeconfig } from './identities.mjs';
import { REGISTRY } from './images.mjs';
import { NODE_ADDRESS, POD_RANGE } from './namespaces.mjs';
import { until } from './processes.mjs';

const NODE = 'node1';

const network = {
  cniVersion: '0.4.0',
  name: 'cluster',
  plugins: [
    {
      type: 'bridge',
      bridge: 'cni0',
      isGateway: true,
      ipam: {
        type: 'host-local',
        ranges: [[{ subnet: POD_RANGE, rangeStart: '10.77.0.10', gateway: NODE_ADDRESS }]],
        routes: [{ dst: '0.0.0.0/0' }],
      },
    },
  ],
};

const containerdConfig = (folder, pause) => `version = 2
root = "${folder}/root"
state = "${folder}/state"
[grpc]
  address = "${folder}/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${pause}"
  # Where root may do less than root, the score of a container must not be below ours.
  restrict_oom_score_adj = true
  disable_apparmor = true
  [plugins."io.containerd.grpc.v1.cri".registry]
    config_path = "${folder}/mirrors"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "${folder}/cni"
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "overlayfs"
`;

/** What is released lies in the registry of the cluster, as in a mirror. */
const mirror = `server = "http://${REGISTRY}"
[host."http://${REGISTRY}"]
  capabilities = ["pull", "resolve"]
`;

const kubeletConfig = ({ at }, socket) => ({
  apiVersion: 'kubelet.config.k8s.io/v1beta1',
  kind: 'KubeletConfiguration',
  address: NODE_ADDRESS,
  authentication: {
    anonymous: { enabled: false },
    webhook: { enabled: false },
    x509: { clientCAFile: at('ca.crt') },
  },
  authorization: { mode: 'AlwaysAllow' },
  tlsCertFile: at('kubelet.crt'),
  tlsPrivateKeyFile: at('kubelet.key'),
  containerRuntimeEndpoint: `unix://${socket}`,
  cgroupDriver: 'cgroupfs',
  cgroupsPerQOS: false,
  enforceNodeAllocatable: [],
  failSwapOn: false,
  failCgroupV1: false,
  makeIPTablesUtilChains: false,
  resolvConf: '',
  oomScoreAdj: 0,
  readOnlyPort: 0,
  evictionHard: {
    'memory.available': '100Mi',
    'nodefs.available': '1%',
    'imagefs.available': '1%',
  },
  serializeImagePulls: false,
});

const startContainerd = async ({ processes, folder }, pause) => {
  const place = join(folder, 'containerd');
  const mirrors = join(place, 'mirrors', 'ghcr.io');
  for (const each of [join(place, 'cni'), mirrors]) mkdirSync(each, { recursive: true });
  writeFileSync(join(mirrors, 'hosts.toml'), mirror);
  writeFileSync(join(place, 'cni', 'cluster.conflist'), JSON.stringify(network));
  writeFileSync(join(place, 'config.toml'), containerdConfig(place, pause));
  const command = ['containerd', '--config', join(place, 'config.toml')];
  const containerd = processes.start('containerd', command);
  const socket = join(place, 'containerd.sock');
  await until(containerd, () => {
    try {
      return run('ctr', ['--address', socket, 'version']);
    } catch {
      return false;
    }
  });
  return socket;
};

/** Starts the node, and waits until it takes pods. */
export const startNode = async (cluster, pause) => {
  const socket = await startContainerd(cluster, pause);
  const place = join(cluster.folder, 'kubelet');
  mkdirSync(place);
  const config = join(place, 'config.json');
  writeFileSync(config, JSON.stringify(kubeletConfig(cluster.identities, socket)));
  const kubelet = cluster.processes.start('kubelet', [
    cluster.kube,
    'kubelet',
    `--kubeconfig=${certifiedKubeconfig(cluster.identities, 'kubelet')}`,
    `--config=${config}`,
    `--root-dir=${place}`,
    `--cert-dir=${place}/certificates`,
    `--hostname-override=${NODE}`,
    `--node-ip=${NODE_ADDRESS}`,
  ]);
  const ready = '{.items[*].status.conditions[?(@.type=="Ready")].status}';
  await until(
    kubelet,
    () => cluster.kubectl(['get', 'nodes', '-o', `jsonpath=${ready}`]) === 'True',
  );
};
