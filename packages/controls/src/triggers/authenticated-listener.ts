import { doorsTo } from '../cluster/doors.js';
import { scalarAt } from '../cluster/objects.js';
import type { InterceptorUse } from '@plumbline/pipeline';
import type { Control, Judgement } from '../control.js';
import type { Subject } from '../subject.js';
import { placeIn, type Violation } from '../violation.js';
import {
  celFilter,
  interceptorName,
  interceptorParam,
  listenersOf,
  triggerPoint,
  triggersOf,
  type ListenerSite,
  type TriggerSite,
} from './listeners.js';

/** 5.2.1: an event is what anybody posts until somebody checks who sent it. */
export const authenticatedListener: Control = {
  id: '5.2.1',
  slug: 'authenticated-listener',
  title: 'Event listeners authenticate the sender',
  level: 1,
  assessment: 'automated',
  rationale:
    'An EventListener answers whoever reaches its port: any pod of the cluster, and with an Ingress anybody. An interceptor for GitHub, GitLab or Bitbucket checks a signature only if it is given the secret; a CEL filter over the body checks what the sender wrote. Without a check the sender chooses the commit, the branch and every parameter of the run.',
  audit:
    'Every trigger has an interceptor `github`, `gitlab` or `bitbucket` with `secretRef`, a CEL filter with `compareSecret` over a header, or an interceptor of your own that authenticates.',
  remediation:
    'Add to the parameters of the interceptor: `{ name: secretRef, value: { secretName: webhook, secretKey: token } }`, and set the same secret at the sender.',
  impact: 'Senders without the secret are refused.',
  references: [
    'OWASP CICD-SEC-1',
    'OWASP CICD-SEC-2',
    'Tekton interceptors',
    'Tekton Guard TRIG-005',
  ],
  legs: { T: { judge, needs: ['cluster'] } },
};

function judge(subject: Subject): Judgement {
  const triggers = triggersOf(subject);
  const groups = triggers.length === 0 ? groupsThatFilter(subject) : [];
  if (triggers.length + groups.length === 0) return 'not-offered';
  return [
    ...triggers
      .filter(({ chains }) => !chains.every((chain) => chain.some(authenticates)))
      .map((site) => violation(subject, site)),
    ...groups
      .filter(({ group }) => !group.interceptors.some(authenticates))
      .map((site) => ofGroup(subject, site)),
  ];
}

/** Groups whose triggers stand elsewhere: with interceptors they are where events are looked at. */
function groupsThatFilter(subject: Subject) {
  return listenersOf(subject).flatMap((listener) =>
    listener.resource.spec.triggerGroups
      .filter(({ interceptors }) => interceptors.length > 0)
      .map((group) => ({ listener, group })),
  );
}

/** One that is not known here is taken at its word. */
function authenticates(use: InterceptorUse): boolean {
  const name = interceptorName(use);
  if (name === null) return true;
  if (name === 'cel') return comparesSecret(celFilter(use) ?? '');
  const secret = interceptorParam(use, 'secretRef');
  return name !== 'slack' && (scalarAt(secret, 'secretName')?.text ?? '') !== '';
}

/** Nobody writes a longer filter by hand. */
const LIMIT = 4000;

/** `compareSecret` of something that the sender sends; of a constant it checks nothing. */
function comparesSecret(filter: string): boolean {
  return /\b(?:header|body|requestURL|extensions)\b[^&|?]*\.\s*compareSecret\s*\(/.test(
    filter.slice(0, LIMIT),
  );
}

function violation(subject: Subject, site: TriggerSite): Violation {
  const known = site.chains.flat().find((use) => SIGNED.has(interceptorName(use) ?? ''));
  return {
    at: placeIn(site.resource, known?.ref ?? { node: triggerPoint(site) }),
    address: site.address,
    ...words(subject, site.listener),
  };
}

/** The triggers of the group may still look for themselves. */
function ofGroup(
  subject: Subject,
  { listener, group }: ReturnType<typeof groupsThatFilter>[number],
): Violation {
  return {
    at: placeIn(listener.resource, group.name ?? group),
    address: `${listener.address}.triggerGroups.${group.name?.value ?? ''}`,
    confidence: 'medium',
    ...words(subject, listener),
  };
}

function words(subject: Subject, listener: ListenerSite | null): Omit<Violation, 'at' | 'address'> {
  const isOpen = listener !== null && isReachable(subject, listener);
  const who = isOpen
    ? 'Anybody'
    : 'Whoever reaches the port of the listener, any pod to begin with,';
  return {
    subject: 'secretRef',
    severity: isOpen ? 'critical' : 'high',
    message: `${who} starts this trigger and writes all of its event: nothing checks who sent it.`,
    hint: '{ name: secretRef, value: { secretName: <secret>, secretKey: <key> } }',
  };
}

const SIGNED = new Set(['github', 'gitlab', 'bitbucket']);

/** Whether the listener can be reached from outside the cluster, as far as the files say. */
export function isReachable(subject: Subject, { resource }: ListenerSite): boolean {
  const type = scalarAt(resource.spec.resources, 'kubernetesResource', 'serviceType')?.text ?? '';
  if (type === 'LoadBalancer' || type === 'NodePort') return true;
  const name = resource.metadata.name?.value ?? '';
  return doorsTo(subject, `el-${name}`).length > 0;
}
