import { expectLeg } from '../testing/expect-leg.js';
import { hostBoundSecrets } from './host-bound-secrets.js';

const secret = (
  annotations: string,
  rest = 'type: kubernetes.io/basic-auth',
): string => `apiVersion: v1
kind: Secret
metadata: { name: git, annotations: { ${annotations} } }
${rest}
`;

const flags = (data: string): string => `apiVersion: v1
kind: ConfigMap
metadata: { name: feature-flags, namespace: tekton-pipelines }
data: { enable-api-fields: stable, ${data} }
`;

expectLeg(hostBoundSecrets, 'T', {
  twins: [
    {
      name: 'the flag',
      bad: flags('require-git-ssh-secret-known-hosts: "false"'),
      edit: ['"false"', '"true"'],
      at: '4:72',
    },
    {
      name: 'no flag',
      bad: flags('a: b'),
      edit: ['a: b', 'require-git-ssh-secret-known-hosts: "true"'],
      at: '3:19',
    },
    {
      name: 'a service account hands it out, and no host is named',
      bad: `${secret('a: b')}---\napiVersion: v1\nkind: ServiceAccount\nmetadata: { name: s }\nsecrets: [{ name: git }]\n`,
      edit: ['a: b', 'tekton.dev/git-0: "https://git.example.com"'],
      at: '4:7',
    },
    {
      name: 'without TLS',
      bad: secret('tekton.dev/git-0: "http://git.example.com"'),
      edit: ['http:', 'https:'],
      at: '3:57',
    },
    {
      name: 'SSH without known hosts',
      bad: secret(
        'tekton.dev/git-0: github.com',
        'type: kubernetes.io/ssh-auth\ndata: { ssh-privatekey: "" }',
      ),
      edit: ['ssh-privatekey: ""', 'ssh-privatekey: "", known_hosts: YQ=='],
      at: '2:7',
    },
    {
      name: 'copied into other namespaces',
      bad: secret(
        'tekton.dev/docker-0: "https://quay.io", replicator.v1.mittwald.de/replicate-to: "*"',
      ),
      edit: [', replicator.v1.mittwald.de/replicate-to: "*"', ''],
      at: '3:119',
    },
  ],
  notOffered: [{ name: 'other Secrets', files: secret('a: b') }],
});
