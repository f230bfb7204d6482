import { itemsAt, nameNode, nodeAt, scalarAt, type ClusterObject } from '../cluster/objects.js';
import { PAC_CONFIG, settingOf, settingsOf, type Settings } from '../cluster/settings.js';
import type { Control, Judgement } from '../control.js';
import type { Subject } from '../subject.js';
import { placeIn, type Violation } from '../violation.js';
import { inherited, isGlobal, pacRepositoriesOf } from './pac.js';

/** 5.3.2: a Repository says which events are taken, and whose secrets they reach. */
export const boundPacRepository: Control = {
  id: '5.3.2',
  slug: 'bound-pac-repository',
  title: 'Repositories of Pipelines as Code are bound and authenticated',
  level: 1,
  assessment: 'automated',
  rationale:
    'All runs of a namespace reach its secrets: two repositories in one namespace share them. A webhook without a secret is one that anybody sends; versions before the check for GitLab took it. An incoming webhook whose targets match every branch starts any definition of any branch for whoever holds its secret.',
  audit:
    '`kubectl get repositories.pipelinesascode.tekton.dev -A -o yaml`: one repository for a namespace, `git_provider` has `webhook_secret`, `incoming` names branches. In the ConfigMap `pipelines-as-code`: `bitbucket-cloud-check-source-ip` is `true`.',
  remediation:
    'Give every repository a namespace; add `webhook_secret: { name: webhook, key: webhook.secret }`; write `targets: [main]`.',
  impact: 'Senders without the secret are refused.',
  references: ['OWASP CICD-SEC-2', 'OWASP CICD-SEC-5', 'Pipelines as Code: Repository'],
  legs: { T: { judge, needs: ['cluster'] } },
};

function judge(subject: Subject): Judgement {
  const repositories = pacRepositoriesOf(subject).filter((repository) => !isGlobal(repository));
  const configs = settingsOf(subject, PAC_CONFIG);
  if (repositories.length + configs.length === 0) return 'not-offered';
  return [
    ...repositories.flatMap((repository) => [
      ...judgeSecret(subject, repository),
      ...judgeIncoming(repository),
      ...judgeNamespace(repository, repositories),
    ]),
    ...configs.flatMap((config) => judgeAddresses(config)),
  ];
}

/** Without a provider the GitHub App has the secret; Bitbucket Cloud knows none. */
function judgeSecret(subject: Subject, repository: ClusterObject): readonly Violation[] {
  const provider = nodeAt(repository.node, 'spec', 'git_provider');
  if (provider === null) return [];
  const type = inherited(subject, repository, 'git_provider', 'type');
  const name = type?.kind === 'scalar' ? type.text : '';
  if (name === 'bitbucket-cloud') return [];
  const secret = inherited(subject, repository, 'git_provider', 'webhook_secret');
  if ((scalarAt(secret, 'name')?.text ?? '') !== '') return [];
  return [
    {
      at: placeIn(repository, { node: nodeAt(provider, 'type') ?? nameNode(repository) }),
      address: repository.address,
      subject: 'webhook_secret',
      severity: 'high',
      message:
        'Whoever reaches the controller sends events of this repository: no secret says who may (newer versions refuse them all).',
      hint: 'webhook_secret: { name: <secret>, key: webhook.secret }',
    },
  ];
}

function judgeIncoming(repository: ClusterObject): readonly Violation[] {
  const targets = itemsAt(repository.node, 'spec', 'incoming').flatMap((incoming) =>
    itemsAt(incoming, 'targets'),
  );
  return targets
    .filter((node) => node.kind === 'scalar' && /^(?:\*+|\^?\.[*+]\$?)$/.test(node.text))
    .map((node) => ({
      at: placeIn(repository, { node }),
      address: repository.address,
      subject: 'incoming.targets',
      severity: 'medium',
      message:
        'Whoever holds the secret of the webhook starts the definition of any branch, also one that nobody reviewed.',
      hint: 'targets: [main]',
    }));
}

function judgeNamespace(
  repository: ClusterObject,
  all: readonly ClusterObject[],
): readonly Violation[] {
  const url = urlOf(repository);
  const { namespace } = repository;
  if (namespace === null || url === '') return [];
  const others = all.filter((other) => urlOf(other) !== '');
  const first = others.find((other) => other.namespace === namespace);
  const found = (message: string, hint: string): Violation => ({
    at: placeIn(repository, nameNode(repository)),
    address: repository.address,
    subject: 'namespace',
    severity: 'medium',
    message,
    hint,
  });
  if (first !== undefined && urlOf(first) !== url)
    return [
      found(
        `Whoever changes a pipeline of this repository reads the secrets of \`${first.name}\`: both run in \`${namespace}\`.`,
        'namespace: <a namespace for this repository>',
      ),
    ];
  const twin = others.find((other) => urlOf(other) === url && other.namespace !== null);
  if (twin === undefined || twin.namespace === namespace) return [];
  return [
    found(
      `Nobody can tell in which namespace a run of this repository reads secrets: \`${twin.namespace ?? ''}\` takes it too.`,
      'remove one of the two',
    ),
  ];
}

function urlOf({ node }: ClusterObject): string {
  return (scalarAt(node, 'spec', 'url')?.text ?? '').replace(/(?:\.git)?\/*$/, '').toLowerCase();
}

function judgeAddresses(settings: Settings): readonly Violation[] {
  const { text, at } = settingOf(settings, 'bitbucket-cloud-check-source-ip');
  if (text === null || !/^(?:false|no|off|n)$/i.test(text)) return [];
  return [
    {
      at,
      address: settings.object.address,
      subject: 'bitbucket-cloud-check-source-ip',
      severity: 'high',
      message:
        'Anybody sends events in the name of Bitbucket Cloud: its addresses, the only check there is, are not looked at.',
      hint: 'bitbucket-cloud-check-source-ip: "true"',
      actual: text,
    },
  ];
}
