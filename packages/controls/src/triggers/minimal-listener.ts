import type { Node } from '@plumbline/core';
import { itemsAt } from '../cluster/objects.js';
import { allows, grantsOf, type Grant } from '../cluster/rbac.js';
import type { Control, Judgement } from '../control.js';
import { resourcesOf } from '../tekton/specs.js';
import { shared, type Subject } from '../subject.js';
import { placeIn, type Place, type Violation } from '../violation.js';
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

/** A value that a template takes from one of its parameters. */
interface Chosen {
  readonly at: Place;
  readonly address: string;
  readonly key: string;
  readonly text: string;
  readonly names: readonly string[];
}

/** What templates let their parameters choose; null where there is no template. */
function judgeTemplates(subject: Subject): readonly Violation[] | null {
  const created = resourcesOf(subject).filter(({ template }) => template !== null);
  if (created.length === 0) return null;
  const chosen = created.flatMap(({ resource, address }): readonly Chosen[] => {
    const account =
      resource.kind === 'TaskRun' || resource.kind === 'PipelineRun'
        ? resource.spec.serviceAccountName
        : null;
    const texts = [
      { key: 'namespace', text: resource.metadata.namespace },
      { key: 'serviceAccountName', text: account },
    ];
    return texts.flatMap(({ key, text }) => {
      const names = text === null ? [] : paramsIn(text.value);
      return text === null || names.length === 0
        ? []
        : [{ at: placeIn(resource, text), address, key, text: text.value, names }];
    });
  });
  return chosen.flatMap((one) => judgeChosen(subject, one));
}

function paramsIn(text: string): readonly string[] {
  const found = text.matchAll(/\$\(tt\.params(?:\.([\w.-]+)|\[["']([^"']+)["']\])\)/g);
  return [...found].map((match) => match[1] ?? match[2] ?? '');
}

/** The values that bindings give to parameters, by name. */
const boundOf = shared((subject: Subject): ReadonlyMap<string, readonly string[]> => {
  const values = new Map<string, string[]>();
  const add = (name: string, value: string): void => {
    values.set(name, [...(values.get(name) ?? []), value]);
  };
  for (const { resource } of resourcesOf(subject)) {
    const params =
      resource.kind === 'TriggerBinding' || resource.kind === 'ClusterTriggerBinding'
        ? resource.params
        : [];
    for (const { name, value } of params) if (value?.kind === 'scalar') add(name.value, value.text);
    const triggers =
      resource.kind === 'EventListener'
        ? resource.spec.triggers
        : resource.kind === 'Trigger'
          ? [resource.spec]
          : [];
    for (const { name, value } of triggers.flatMap(({ bindings }) => bindings))
      if (name !== null && value !== null) add(name.value, value.value);
  }
  return values;
});

function judgeChosen(
  subject: Subject,
  { at, address, key, text, names }: Chosen,
): readonly Violation[] {
  const bound = boundOf(subject);
  const values = names.flatMap((name) => bound.get(name) ?? []);
  const isSent = values.some((value) => /\$\((?:body|header|extensions)\b/.test(value));
  if (values.length > 0 && !isSent) return [];
  return [
    {
      at,
      address,
      subject: key,
      severity: 'high',
      confidence: isSent ? 'high' : 'low',
      message:
        key === 'namespace'
          ? 'Whoever sends the event chooses the namespace of the run, and with it its secrets.'
          : 'Whoever sends the event chooses the account of the run, and with it its rights.',
      hint: `${key}: <a constant>`,
      actual: text,
    },
  ];
}
