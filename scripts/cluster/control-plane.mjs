// etcd and the API server; for pods also the controllers and the scheduler of Kubernetes.
import { run } from '../image/run.mjs';
import { API, API_ADDRESS, certifiedKubeconfig } from './identities.mjs';
import { NODE_ADDRESS, SERVICE_RANGE } from './namespaces.mjs';
import { answers, until } from './processes.mjs';

const ETCD = 'http://127.0.0.1:2379';
const PEER = 'http://127.0.0.1:2380';

const startEtcd = async ({ processes, folder }) => {
  const etcd = processes.start('etcd', [
    'etcd',
    '--name=cluster',
    `--data-dir=${folder}/etcd`,
    `--listen-client-urls=${ETCD}`,
    `--advertise-client-urls=${ETCD}`,
    `--listen-peer-urls=${PEER}`,
    `--initial-advertise-peer-urls=${PEER}`,
    `--initial-cluster=cluster=${PEER}`,
    '--log-level=warn',
  ]);
  await until(etcd, () => answers(`${ETCD}/health`));
};

const startApiServer = ({ processes, identities: { at }, kube }) =>
  processes.start('kube-apiserver', [
    kube,
    'kube-apiserver',
    `--etcd-servers=${ETCD}`,
    '--bind-address=0.0.0.0',
    `--secure-port=${new URL(API).port}`,
    `--advertise-address=${NODE_ADDRESS}`,
    '--endpoint-reconciler-type=none',
    `--service-cluster-ip-range=${SERVICE_RANGE}`,
    '--authorization-mode=Node,RBAC',
    `--client-ca-file=${at('ca.crt')}`,
    `--tls-cert-file=${at('kube-apiserver.crt')}`,
    `--tls-private-key-file=${at('kube-apiserver.key')}`,
    `--kubelet-client-certificate=${at('kubelet-client.crt')}`,
    `--kubelet-client-key=${at('kubelet-client.key')}`,
    `--kubelet-certificate-authority=${at('ca.crt')}`,
    '--kubelet-preferred-address-types=InternalIP',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${at('accounts.pub')}`,
    `--service-account-signing-key-file=${at('accounts.key')}`,
  ]);

/** Runs kubectl as the administrator; returns what it printed. */
const createKubectl =
  ({ kube, folder }, kubeconfig) =>
  (args, input) =>
    run(kube, ['kubectl', `--kubeconfig=${kubeconfig}`, ...args], {
      input,
      env: { PATH: process.env.PATH, HOME: folder },
    }).toString();

/** Starts what every cluster has, and returns how the administrator reaches it. */
export const startControlPlane = async (cluster) => {
  await startEtcd(cluster);
  const apiServer = startApiServer(cluster);
  const kubeconfig = certifiedKubeconfig(cluster.identities, 'admin');
  const kubectl = createKubectl(cluster, kubeconfig);
  await until(apiServer, () => {
    try {
      return kubectl(['get', '--raw', '/readyz']);
    } catch {
      return false;
    }
  });
  return { kubeconfig, kubectl };
};

/** Leads what pods send to the Service of the API server on to it, as kube-proxy does. */
const leadPods = () => {
  const from = `-t nat -A PREROUTING -p tcp -d ${API_ADDRESS}/32 --dport 443 -j DNAT`;
  run('iptables', [...from.split(' '), '--to-destination', `${NODE_ADDRESS}:${new URL(API).port}`]);
};

/** Starts what turns pods that are wanted into pods of a node. */
export const startControllers = ({ processes, identities, kube }) => {
  leadPods();
  const start = (name, ...flags) =>
    processes.start(name, [
      kube,
      name,
      `--kubeconfig=${certifiedKubeconfig(identities, name)}`,
      '--leader-elect=false',
      '--bind-address=127.0.0.1',
      ...flags,
    ]);
  start(
    'kube-controller-manager',
    '--use-service-account-credentials',
    `--service-account-private-key-file=${identities.at('accounts.key')}`,
    `--root-ca-file=${identities.at('ca.crt')}`,
    `--cluster-signing-cert-file=${identities.at('ca.crt')}`,
    `--cluster-signing-key-file=${identities.at('ca.key')}`,
  );
  start('kube-scheduler');
};
