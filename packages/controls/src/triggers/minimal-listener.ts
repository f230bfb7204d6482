import type { Node } from '@plumbline/core';
import { itemsAt } from '../cluster/objects.js';
import { allows, grantsOf, type Grant } from '../cluster/rbac.js';
import type { Control, Judgement } from '../control.js';
import type { Subject } from '../subject.js';
import { placeIn, type Violation } from '../violation.js';
import { judgeTemplates } from './chosen-by-sender.js';
import { listenerAccount, listenersOf, type ListenerSite } from './listeners.js';

/** 5.2.3: a listener is reached by strangers; what it may do, they may try. */
export const minimalListener: Control = {
  id: '5.2.3',
  slug: 'minimal-listener',
  title: 'Event listeners have minimal reach',
  level: 1,
  assessment: 'automated',
  rationale:
    'The listener creates what the template says, with its own account. With `namespaceSelector: "*"` whoever may write a Trigger in any namespace has it served; with rights to more than create runs a weakness of the listener is one of the cluster; a namespace or an account that comes from the event lets the sender choose where, and as whom, the run works.',
  audit:
    '`namespaceSelector.matchNames` names namespaces; the listener has an account of its own that may only read triggers and create runs; `namespace` and `serviceAccountName` in TriggerTemplates are constants.',
  remediation:
    'Name the namespaces, make an account with the ClusterRole `tekton-triggers-eventlistener-roles`, and write `namespace:` and `serviceAccountName:` out in the template.',
  impact: 'Triggers of other namespaces are no longer served.',
  references: ['OWASP CICD-SEC-5', 'Tekton EventListener', 'Tekton Guard TRIG-007'],
  legs: { T: { judge, needs: ['cluster'] } },
};

function judge(subject: Subject): Judgement {
  const listeners = listenersOf(subject);
  const chosen = judgeTemplates(subject);
  if (listeners.length === 0 && chosen === null) return 'not-offered';
  return [
    ...listeners.flatMap((site) => [...judgeNamespaces(site), ...judgeAccount(subject, site)]),
    ...(chosen ?? []),
  ];
}

function judgeNamespaces({ resource, address }: ListenerSite): readonly Violation[] {
  const groups = resource.spec.triggerGroups.map(({ node }) => node);
  const names = [
    ...itemsAt(resource.spec.namespaceSelector, 'matchNames'),
    ...groups.flatMap((group) =>
      itemsAt(group, 'triggerSelector', 'namespaceSelector', 'matchNames'),
    ),
  ];
  return names
    .filter((node) => node.kind === 'scalar' && node.text === '*')
    .map((node) => ({
      at: placeIn(resource, { node }),
      address,
      subject: 'namespaceSelector',
      severity: 'medium',
      message:
        'Whoever may write a Trigger in any namespace has it served here, with the rights of this listener.',
      hint: 'matchNames: [ <the namespaces with triggers> ]',
      actual: '*',
    }));
}

function judgeAccount(subject: Subject, site: ListenerSite): readonly Violation[] {
  const { resource, address } = site;
  const node = listenerAccount(site);
  const name = node?.kind === 'scalar' ? node.text : '';
  if (name === '' || name === 'default')
    return [
      {
        at: placeIn(resource, { node: node ?? pointOf(site) }),
        address,
        subject: 'serviceAccountName',
        severity: 'medium',
        message:
          'The listener works as `default`: what it may do, every pod without an account of its own may do.',
        hint: 'serviceAccountName: <an account for this listener>',
        actual: name === '' ? 'not set, so default' : name,
      },
    ];
  const namespace = resource.metadata.namespace?.value ?? null;
  const grant = grantsOf(subject).find((one) => isTooMuch(one, name, namespace));
  if (grant === undefined) return [];
  return [
    {
      at: placeIn(resource, { node: node ?? pointOf(site) }),
      address,
      subject: `serviceAccountName ${grant.role}`,
      severity: 'high',
      message: `Whoever takes over the listener, which strangers reach, has all that the role \`${grant.role}\` gives.`,
      hint: 'roleRef: { kind: ClusterRole, name: tekton-triggers-eventlistener-roles }',
    },
  ];
}

function pointOf({ resource }: ListenerSite): Node {
  return resource.metadata.name?.node ?? resource.kindText.node;
}

/** Rights that no listener needs: all, secrets of others, to enter pods, to give rights. */
const NEVER = [
  { group: '*', resource: '*', verb: '*' },
  { group: '', resource: 'pods/exec', verb: 'create' },
  { group: '', resource: 'pods', verb: 'create' },
  { group: '', resource: 'secrets', verb: 'create' },
  { group: '', resource: 'secrets', verb: 'update' },
  { group: 'rbac.authorization.k8s.io', resource: 'rolebindings', verb: 'create' },
  { group: 'rbac.authorization.k8s.io', resource: 'clusterrolebindings', verb: 'create' },
];

function isTooMuch(grant: Grant, account: string, namespace: string | null): boolean {
  const isBound = grant.grantees.some(
    (one) =>
      one.kind === 'ServiceAccount' &&
      one.name === account &&
      (one.namespace === null || namespace === null || one.namespace === namespace),
  );
  if (!isBound || grant.rules === null) return false;
  return grant.rules.some((rule) => NEVER.some((right) => allows(rule, right)));
}
