import { configMap } from '../testing/cluster.js';
import { expectLeg } from '../testing/expect-leg.js';
import { boundPacRepository } from './bound-pac-repository.js';

const repository = (name: string, namespace: string, rest: string): string => `
apiVersion: pipelinesascode.tekton.dev/v1alpha1
kind: Repository
metadata:
  name: ${name}
  namespace: ${namespace}
spec:
  url: https://git.example.com/example/${name}
  ${rest}
`;
const SECRET = 'webhook_secret: { name: hook, key: webhook.secret }';

expectLeg(boundPacRepository, 'T', {
  twins: [
    {
      name: 'anything may come in',
      bad: `apiVersion: pipelinesascode.tekton.dev/v1alpha1
kind: Repository
metadata: {name: app, namespace: app-ci}
spec:
  url: https://github.com/acme/app
  git_provider: {webhook_secret: {name: h1}, secret: {name: t1}}
  incoming:
    - {type: webhook-url, targets: [".*"], secret: {name: incoming, key: s}}
`,
      edit: ['[".*', '["main'],
      at: '8:37',
    },
    {
      name: 'no secret',
      bad: repository('app', 'ci', 'git_provider: { type: gitlab, secret: { name: a } }'),
      edit: ['secret: { name: a }', `secret: { name: a }, ${SECRET}`],
      at: '9:25',
    },
    {
      name: 'a secret without a name',
      bad: repository('app', 'ci', 'git_provider: { type: github, webhook_secret: { key: k } }'),
      edit: ['{ key: k }', '{ name: hook, key: k }'],
      at: '9:25',
    },
    {
      name: 'an incoming webhook for every branch',
      bad: repository('app', 'ci', 'incoming: [ { type: webhook-url, targets: [ "*" ] } ]'),
      edit: ['"*"', 'main'],
      at: '9:47',
    },
    {
      name: 'two repositories in one namespace',
      bad: `${repository('app', 'ci', 'settings: {}')}---${repository('other', 'ci', 'settings: { }')}`,
      edit: ['name: other\n  namespace: ci', 'name: other\n  namespace: other-ci'],
      at: '14:9',
    },
    {
      name: 'anybody in the name of Bitbucket',
      bad: configMap(
        'pipelines-as-code',
        'bitbucket-cloud-check-source-ip: "false"',
        'pipelines-as-code',
      ),
      edit: ['"false"', '"true"'],
      at: '7:36',
    },
  ],
  good: [
    { name: 'a GitHub App', files: repository('app', 'ci', 'settings: {}') },
    {
      name: 'Bitbucket Cloud has no secrets',
      files: repository('app', 'ci', 'git_provider: { type: bitbucket-cloud }'),
    },
  ],
  notOffered: [{ name: 'nothing', files: '' }],
});
