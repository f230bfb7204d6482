// Tekton Pipelines: its own manifests less the Deployments, whose programs run beside the API server with the service
// accounts that the Deployments name. So the shipped roles are what is in force.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeKubeconfig } from './identities.mjs';
import { answers, until } from './processes.mjs';

const WORKLOADS = /^kind: (Deployment|HorizontalPodAutoscaler|PodDisruptionBudget)$/m;

/** The documents of these files, less what would run in the cluster. */
export const manifests = (folder, ...patterns) =>
  patterns
    .flatMap((pattern) => globSync(pattern, { cwd: folder }).sort())
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split(/^---.*$/m))
    .filter((document) => /^kind:/m.test(document) && !WORKLOADS.test(document))
    .join('\n---\n');

/** What a cluster for strangers' pipelines sets: only signed Tasks, and pods that restricted namespaces admit. */
const FEATURES = {
  'trusted-resources-verification-no-match-policy': 'fail',
  'set-security-context': 'true',
  coschedule: 'disabled',
};

/** Starts a program with a token of its service account. */
export const startAs = (cluster, { name, namespace, account, command, env }) => {
  const token = cluster.kubectl(['create', 'token', '-n', namespace, account, '--duration=6h']);
  const kubeconfig = writeKubeconfig(cluster.identities, name, { token: token.trim() });
  return cluster.processes.start(name, command, {
    KUBECONFIG: kubeconfig,
    SYSTEM_NAMESPACE: namespace,
    KUBERNETES_MIN_VERSION: 'v1.28.0',
    CONFIG_LOGGING_NAME: 'config-logging',
    ...env,
  });
};

/** Ports of one program: those of two would be the same. */
const ports = (index) => ({
  PROBES_PORT: String(8081 + index),
  PROFILING_PORT: String(8091 + index),
  METRICS_PROMETHEUS_PORT: String(9091 + index),
});

const COMMON = {
  CONFIG_OBSERVABILITY_NAME: 'config-observability',
  CONFIG_FEATURE_FLAGS_NAME: 'feature-flags',
  CONFIG_DEFAULTS_NAME: 'config-defaults',
  CONFIG_SPIRE: 'config-spire',
};

const programs = (folder, images) =>
  [
    {
      name: 'webhook',
      env: {
        ...ports(0),
        CONFIG_LEADERELECTION_NAME: 'config-leader-election-webhook',
        METRICS_DOMAIN: 'tekton.dev/pipeline',
        // The API server calls it by the address of its Service.
        WEBHOOK_PORT: '443',
        WEBHOOK_SERVICE_NAME: 'tekton-pipelines-webhook',
        WEBHOOK_SECRET_NAME: 'webhook-certs',
        WEBHOOK_ADMISSION_CONTROLLER_NAME: 'webhook.pipeline.tekton.dev',
      },
    },
    {
      name: 'controller',
      flags: [
        '-disable-ha',
        ...['entrypoint', 'nop', 'sidecarlogresults', 'workingdirinit', 'shell'].flatMap(
          (image) => [`-${image}-image`, images[image]],
        ),
        '-shell-image-win',
        'none.invalid/none',
      ],
      env: {
        ...ports(1),
        CONFIG_LEADERELECTION_NAME: 'config-leader-election-controller',
        METRICS_DOMAIN: 'tekton.dev/pipeline',
      },
    },
    {
      name: 'resolvers',
      namespace: 'tekton-pipelines-resolvers',
      account: 'tekton-pipelines-resolvers',
      env: {
        ...ports(2),
        CONFIG_LEADERELECTION_NAME: 'config-leader-election-resolvers',
        METRICS_DOMAIN: 'tekton.dev/resolution',
        ARTIFACT_HUB_API: 'http://127.0.0.1:1/',
        TEKTON_HUB_API: 'http://127.0.0.1:1/',
      },
    },
  ].map(({ name, namespace = 'tekton-pipelines', account, flags = [], env }) => ({
    name,
    namespace,
    account: account ?? `tekton-pipelines-${name}`,
    command: [join(folder, name), ...flags],
    env: { ...COMMON, ...env },
  }));

const isWired = (kubectl) =>
  [
    ['crd/tasks.tekton.dev', '{.spec.conversion.webhook.clientConfig.caBundle}'],
    [
      'validatingwebhookconfiguration/validation.webhook.pipeline.tekton.dev',
      '{.webhooks[0].clientConfig.caBundle}',
    ],
  ].every(([object, path]) => kubectl(['get', object, '-o', `jsonpath=${path}`]) !== '');

/** Installs and starts Tekton; the images are those that it adds to pods. */
export const startTekton = async (cluster, images) => {
  const { kubectl, modules } = cluster;
  const config = join(modules.tekton, 'config');
  const apply = (...patterns) =>
    kubectl(['apply', '--server-side', '-f', '-'], manifests(config, ...patterns));
  apply('100-namespace/*.yaml', 'resolvers/100-namespace.yaml');
  apply('2*.yaml', '300-crds/*.yaml', '[5a-z]*.yaml', 'resolvers/[2-9a-z]*.yaml');
  const features = JSON.stringify({ data: FEATURES });
  kubectl(['patch', 'configmap', 'feature-flags', '-n', 'tekton-pipelines', '-p', features]);
  const started = programs(modules.tekton, images).map((program) => startAs(cluster, program));
  const [webhook, controller] = started;
  await until(webhook, () => isWired(kubectl));
  await until(webhook, () => answers('http://127.0.0.1:8081/readiness'));
  await until(controller, () => answers('http://127.0.0.1:8082/readiness'));
};
