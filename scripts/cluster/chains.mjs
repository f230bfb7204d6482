// Tekton Chains, as `tekton.mjs` does it for Pipelines. The build lacks the storage in MongoDB, see test/peers/chains.
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { manifests, startAs } from './tekton.mjs';

/** Fixed in the program. */
const KEYS = '/etc/signing-secrets';

const KINDS = ['taskrun', 'pipelinerun'];
const PER_KIND = { format: 'slsa/v2alpha3', storage: 'tekton', signer: 'x509' };

const SETTINGS = {
  ...Object.fromEntries(
    KINDS.flatMap((kind) =>
      Object.entries(PER_KIND).map(([name, value]) => [`artifacts.${kind}.${name}`, value]),
    ),
  ),
  'artifacts.oci.storage': '',
  'transparency.enabled': 'false',
  'builder.id': 'https://plumbline.example/cluster',
};

/** Installs and starts Chains with a key of this cluster; the path of the public key. */
export const startChains = (cluster) => {
  const { kubectl, modules, folder } = cluster;
  const { privateKey, publicKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  mkdirSync(KEYS);
  writeFileSync(join(KEYS, 'x509.pem'), privateKey, { mode: 0o600 });
  const path = join(folder, 'chains.pub');
  writeFileSync(path, publicKey);
  kubectl(['apply', '-f', '-'], manifests(join(modules.chains, 'config'), '*.yaml'));
  const patch = JSON.stringify({ data: SETTINGS });
  kubectl(['patch', 'configmap', 'chains-config', '-n', 'tekton-chains', '-p', patch]);
  startAs(cluster, {
    name: 'chains',
    namespace: 'tekton-chains',
    account: 'tekton-chains-controller',
    command: [join(modules.chains, 'controller')],
    env: {
      METRICS_DOMAIN: 'tekton.dev/chains',
      CONFIG_OBSERVABILITY_NAME: 'tekton-chains-config-observability',
      CONFIG_LEADERELECTION_NAME: 'tekton-chains-config-leader-election',
      PROFILING_PORT: '8094',
      METRICS_PROMETHEUS_PORT: '9094',
    },
  });
  return path;
};
