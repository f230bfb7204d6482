import { configMap, tektonConfig } from '../testing/cluster.js';
import { expectLeg } from '../testing/expect-leg.js';
import { neededResolvers } from './needed-resolvers.js';

const NAMESPACE = 'tekton-pipelines-resolvers';

expectLeg(neededResolvers, 'T', {
  twins: [
    {
      name: 'the http resolver on',
      bad: `apiVersion: v1
kind: ConfigMap
metadata: {name: resolvers-feature-flags, namespace: tekton-pipelines-resolvers}
data: {enable-bundles-resolver: "true", enable-hub-resolver: "false", enable-git-resolver: "true", enable-http-resolver: "True", enable-cluster-resolver: "false"}
`,
      edit: ['"True', '"False'],
      at: '4:122',
    },
    {
      name: 'the http resolver',
      bad: configMap('resolvers-feature-flags', 'enable-http-resolver: "true"', NAMESPACE),
      edit: ['"true"', '"false"'],
      at: '7:25',
    },
    {
      name: 'the cluster resolver reads every namespace',
      bad: configMap('cluster-resolver-config', 'allowed-namespaces: ""', NAMESPACE),
      edit: ['""', '"shared-tasks"'],
      at: '7:23',
    },
    {
      name: 'the cluster resolver blocks some namespaces only',
      bad: configMap(
        'cluster-resolver-config',
        'default-kind: task\n  blocked-namespaces: kube-system',
        NAMESPACE,
      ),
      edit: ['blocked-namespaces: kube-system', 'blocked-namespaces: "*"'],
      at: '4:9',
    },
    {
      name: 'a shared token of git',
      bad: configMap('git-resolver-config', 'api-token-secret-name: bot', NAMESPACE),
      edit: ['bot', '""'],
      at: '7:26',
    },
    {
      name: 'a shared token of a provider of its own',
      bad: configMap('git-resolver-config', 'corporate.api-token-secret-name: bot', NAMESPACE),
      edit: ['bot', '""'],
      at: '7:36',
    },
    {
      name: 'the operator resource',
      bad: tektonConfig(
        'pipeline:\n    enable-cluster-resolver: true\n    cluster-resolver-config:\n      allowed-namespaces: ""',
      ),
      edit: ['resolver: true', 'resolver: false'],
      at: '9:27',
    },
  ],
  good: [
    {
      name: 'the cluster resolver is off',
      files: `${configMap('resolvers-feature-flags', 'enable-http-resolver: "false"\n  enable-cluster-resolver: "false"', NAMESPACE)}---\n${configMap('cluster-resolver-config', 'default-kind: task', NAMESPACE)}`,
    },
  ],
  notOffered: [{ name: 'nothing', files: '' }],
});
