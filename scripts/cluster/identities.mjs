// The certificate authority of a cluster, a certificate for everybody in it, and how they reach the API server.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../image/run.mjs';
import { NODE_ADDRESS } from './namespaces.mjs';

export const API = 'https://127.0.0.1:6443';
/** Of the Service that pods ask. */
export const API_ADDRESS = '10.96.0.1';

const SUBJECTS = {
  'kube-apiserver': [
    '/CN=kube-apiserver',
    `IP:127.0.0.1,IP:${NODE_ADDRESS},IP:${API_ADDRESS},DNS:localhost,DNS:kubernetes.default.svc`,
  ],
  'kube-controller-manager': ['/CN=system:kube-controller-manager'],
  'kube-scheduler': ['/CN=system:kube-scheduler'],
  'kubelet-client': ['/O=system:masters/CN=kubelet-client'],
  kubelet: ['/O=system:nodes/CN=system:node:node1', `IP:${NODE_ADDRESS},DNS:node1`],
  admin: ['/O=system:masters/CN=admin'],
};

const openssl = (words, ...more) => run('openssl', [...words.split(' '), ...more]);
const NEW_KEY = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2';

/** Makes keys and certificates in a folder: `NAME.key`, `NAME.crt`, and the key of service account tokens. */
export const createIdentities = (folder) => {
  mkdirSync(folder, { recursive: true });
  const at = (name) => join(folder, name);
  const files = (name) => ['-keyout', at(`${name}.key`), '-out', at(`${name}.crt`)];
  openssl(NEW_KEY, '-subj', '/CN=cluster', ...files('ca'));
  const signer = ['-CA', at('ca.crt'), '-CAkey', at('ca.key')];
  for (const [name, [subject, alternatives = `DNS:${name}`]] of Object.entries(SUBJECTS)) {
    const extensions = [
      `subjectAltName=${alternatives}`,
      'basicConstraints=CA:FALSE',
      'extendedKeyUsage=serverAuth,clientAuth',
    ].flatMap((extension) => ['-addext', extension]);
    openssl(NEW_KEY, '-subj', subject, ...signer, ...extensions, ...files(name));
  }
  openssl('ecparam -name prime256v1 -genkey -noout -out', at('accounts.key'));
  openssl('ec -pubout -in', at('accounts.key'), '-out', at('accounts.pub'));
  return { at };
};

/** Writes how a user reaches the API server, and returns the path. */
export const writeKubeconfig = ({ at }, name, user) => {
  const path = at(`${name}.kubeconfig`);
  const cluster = { server: API, 'certificate-authority': at('ca.crt') };
  writeFileSync(
    path,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'cluster', cluster }],
      users: [{ name, user }],
      contexts: [{ name: 'cluster', context: { cluster: 'cluster', user: name } }],
      'current-context': 'cluster',
    }),
  );
  return path;
};

/** The kubeconfig of one who has a certificate. */
export const certifiedKubeconfig = (identities, name) => {
  const [certificate, key] = ['crt', 'key'].map((kind) =>
    readFileSync(identities.at(`${name}.${kind}`), 'base64'),
  );
  const user = { 'client-certificate-data': certificate, 'client-key-data': key };
  return writeKubeconfig(identities, name, user);
};
