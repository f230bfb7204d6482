import { doorsTo } from '../cluster/doors.js';
import {
  isFalse,
  itemsAt,
  nameNode,
  nodeAt,
  scalarAt,
  type ClusterObject,
} from '../cluster/objects.js';
import type { Control, Judgement } from '../control.js';
import type { Subject } from '../subject.js';
import { placeIn, type Violation } from '../violation.js';
import { isReachable } from './authenticated-listener.js';
import { listenersOf, type ListenerSite } from './listeners.js';

/** 5.2.2: what arrives is what the sender sent, and nobody read it on the way. */
export const validatedPayload: Control = {
  id: '5.2.2',
  slug: 'validated-payload',
  title: 'Event listeners validate payloads and use TLS',
  level: 1,
  assessment: 'automated',
  rationale:
    'With payload validation off, a listener hands bodies on that are no JSON; interceptors and templates then work on what they were not made for. Without TLS whoever is on the way reads the events, the tokens in their headers included, and with GitLab’s plain token sends events of their own.',
  audit:
    'The listener has no annotation `tekton.dev/payload-validation: "false"`. Its container has `TLS_CERT` and `TLS_KEY`, or the Ingress or Route before it ends TLS.',
  remediation:
    'Remove the annotation. Give the container `TLS_CERT` and `TLS_KEY` from a Secret, or write `tls` into the Ingress or Route.',
  impact: 'Senders that post no JSON (Slack commands) need a listener of their own.',
  references: ['OWASP CICD-SEC-7', 'Tekton EventListener: TLS', 'Tekton Guard TRIG-009'],
  legs: { T: { judge, needs: ['cluster'] } },
};

function judge(subject: Subject): Judgement {
  const listeners = listenersOf(subject);
  if (listeners.length === 0) return 'not-offered';
  return listeners.flatMap((site) => [...judgeValidation(site), ...judgeTls(subject, site)]);
}

function judgeValidation({ resource, address }: ListenerSite): readonly Violation[] {
  const annotation = resource.metadata.annotations.find(
    ({ name }) => name.value === 'tekton.dev/payload-validation',
  );
  if (annotation === undefined || !isFalse(annotation.value.node)) return [];
  return [
    {
      at: placeIn(resource, annotation.value),
      address,
      subject: 'payload-validation',
      severity: 'medium',
      message: 'Whoever reaches the listener hands on a body of any shape, not only JSON.',
      hint: 'tekton.dev/payload-validation: "true"',
      actual: annotation.value.value,
    },
  ];
}

const LISTENS =
  'Whoever is on the way reads the events and the tokens in their headers: the connection is not encrypted.';

function judgeTls(subject: Subject, site: ListenerSite): readonly Violation[] {
  const { resource, address } = site;
  const names = environmentOf(site);
  if (names.includes('TLS_CERT') && names.includes('TLS_KEY')) return [];
  const doors = doorsTo(subject, `el-${resource.metadata.name?.value ?? ''}`);
  if (doors.length > 0) return doors.flatMap((door) => judgeDoor(door));
  const isOpen = isReachable(subject, site);
  return [
    {
      at: placeIn(resource, resource.metadata.name ?? resource.kindText),
      address,
      subject: 'tls',
      severity: isOpen ? 'medium' : 'low',
      confidence: isOpen ? 'high' : 'medium',
      message: LISTENS,
      hint: 'env: TLS_CERT and TLS_KEY, each with valueFrom.secretKeyRef',
    },
  ];
}

function environmentOf({ resource }: ListenerSite): readonly string[] {
  const kinds = ['kubernetesResource', 'customResource'];
  return kinds
    .flatMap((kind) =>
      itemsAt(resource.spec.resources, kind, 'spec', 'template', 'spec', 'containers'),
    )
    .flatMap((container) => itemsAt(container, 'env'))
    .flatMap((item) => scalarAt(item, 'name')?.text ?? []);
}

/** The listener behind an HTTPRoute gets its TLS from the Gateway. */
function judgeDoor(door: ClusterObject): readonly Violation[] {
  if (door.kind === 'HTTPRoute') return [];
  const tls = nodeAt(door.node, 'spec', 'tls');
  const isOn = tls !== null && !(tls.kind === 'seq' && tls.items.length === 0);
  const plain = scalarAt(tls, 'insecureEdgeTerminationPolicy');
  if (isOn && plain?.text !== 'Allow') return [];
  return [
    {
      at: placeIn(door, plain ?? nameNode(door)),
      address: door.address,
      subject: 'tls',
      severity: 'medium',
      message: LISTENS,
      hint:
        door.kind === 'Route'
          ? 'tls: { termination: edge }'
          : 'tls: [ { secretName: <certificate> } ]',
    },
  ];
}
