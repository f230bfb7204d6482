import type { Node, ScalarNode } from '@plumbline/core';
import {
  isFalse,
  isTrue,
  itemsAt,
  objectsOf,
  objectsOfKind,
  scalarAt,
  type ClusterObject,
} from '../cluster/objects.js';
import { isOfTekton } from '../cluster/settings.js';
import { doorsTo } from '../cluster/doors.js';
import type { Control, Judgement } from '../control.js';
import type { Subject } from '../subject.js';
import { placeIn, type Violation } from '../violation.js';

/** 4.3.9: a dashboard acts with its own rights for whoever reaches it. */
export const protectedDashboard: Control = {
  id: '4.3.9',
  slug: 'protected-dashboard',
  title: 'Dashboards are read-only and authenticated',
  level: 1,
  assessment: 'partly',
  rationale:
    'The dashboard has no log-in. Whoever reaches it acts with the rights of its service account: in read/write mode they start runs of any definition and so execute code in the cluster; in read-only mode they read logs. The API of Results shows all records to everybody once its checks are switched off.',
  audit:
    'The Deployment `tekton-dashboard` has no `--read-only=false`; an Ingress or Route in front of it demands a log-in; `AUTH_DISABLE` of the Results API is `false`. Whether the log-in is a good one is for a person to see.',
  remediation:
    'Install the read-only dashboard (`spec.dashboard.readonly: true` in TektonConfig) and put an authenticating proxy before it. Leave `AUTH_DISABLE` at `false`.',
  impact: 'Runs are started by `tkn` or by triggers, not in the browser.',
  references: ['OWASP CICD-SEC-2', 'OWASP CICD-SEC-7', 'Tekton dashboard: security'],
  legs: { T: { judge, needs: ['cluster'] } },
};

function judge(subject: Subject): Judgement {
  const parts = [
    ...objectsOfKind(subject, 'Deployment').filter(({ name }) => PARTS.has(name)),
    ...objectsOfKind(subject, 'ConfigMap').filter(({ name }) => name === RESULTS_CONFIG),
    ...objectsOf(subject).filter(({ group }) => group === 'operator.tekton.dev'),
  ];
  const doors = doorsTo(subject, 'tekton-dashboard');
  if (parts.length + doors.length === 0) return 'not-offered';
  return [
    ...parts.flatMap((object) => [...judgeReadOnly(object), ...judgeResults(object)]),
    ...doors.flatMap((door) => judgeDoor(door)),
  ];
}

const RESULTS_CONFIG = 'tekton-results-api-config';
const PARTS = new Set(['tekton-dashboard', 'tekton-results-api']);

const WRITES =
  'Whoever reaches the dashboard starts runs of any definition, with the rights of the dashboard.';

function judgeReadOnly(object: ClusterObject): readonly Violation[] {
  const node = readOnlyOff(object);
  if (node === null) return [];
  return [
    {
      at: placeIn(object, node),
      address: object.address,
      subject: 'read-only',
      severity: 'high',
      message: WRITES,
      hint: object.kind === 'Deployment' ? '--read-only=true' : 'readonly: true',
      actual: node.text,
    },
  ];
}

function readOnlyOff({ kind, name, node }: ClusterObject): ScalarNode | null {
  if (kind === 'Deployment' && name === 'tekton-dashboard')
    return argumentsOf(node).find(({ text }) => /^--?read-only=(?:false|0|f)$/i.test(text)) ?? null;
  const path = {
    TektonConfig: ['spec', 'dashboard', 'readonly'],
    TektonDashboard: ['spec', 'readonly'],
  }[kind];
  const found = path === undefined ? null : scalarAt(node, ...path);
  return found !== null && isFalse(found) ? found : null;
}

function argumentsOf(deployment: Node): readonly ScalarNode[] {
  return containersOf(deployment)
    .flatMap((container) => [...itemsAt(container, 'args'), ...itemsAt(container, 'command')])
    .flatMap((node) => (node.kind === 'scalar' ? node : []));
}

function containersOf(deployment: Node): readonly Node[] {
  return itemsAt(deployment, 'spec', 'template', 'spec', 'containers');
}

function judgeResults(object: ClusterObject): readonly Violation[] {
  const node = authOff(object);
  if (node === null) return [];
  return [
    {
      at: placeIn(object, node),
      address: object.address,
      subject: 'auth-disable',
      severity: 'high',
      message:
        'Whoever reaches the API of Results reads, changes and deletes the records of all runs.',
      hint: object.kind.startsWith('Tekton') ? 'auth_disable: false' : 'AUTH_DISABLE=false',
    },
  ];
}

function authOff({ kind, node }: ClusterObject): ScalarNode | null {
  if (kind === 'ConfigMap') {
    const text = scalarAt(node, 'data', 'config');
    return text !== null && /^\s*AUTH_DISABLE\s*=\s*"?true"?\s*$/im.test(text.text) ? text : null;
  }
  if (kind === 'Deployment') {
    const env = containersOf(node).flatMap((container) => itemsAt(container, 'env'));
    const set = env.find((item) => scalarAt(item, 'name')?.text === 'AUTH_DISABLE');
    const value = scalarAt(set, 'value');
    return value !== null && isTrue(value) ? value : null;
  }
  const path = {
    TektonConfig: ['spec', 'result', 'auth_disable'],
    TektonResult: ['spec', 'auth_disable'],
  }[kind];
  const found = path === undefined ? null : scalarAt(node, ...path);
  return found !== null && isTrue(found) ? found : null;
}

/** Annotations by which common controllers demand a log-in. */
const LOGIN =
  /auth-(?:url|type|tls-secret|secret|signin)$|router\.middlewares$|\/auth|oauth|forward-auth|oidc/i;

/** What an HTTPRoute demands is written elsewhere. */
function judgeDoor(door: ClusterObject): readonly Violation[] {
  const asks = door.metadata.annotations.some(({ name }) => LOGIN.test(name.value));
  if (asks || door.kind === 'HTTPRoute') return [];
  return [
    {
      at: placeIn(door, door.metadata.name ?? door.kindText),
      address: door.address,
      subject: 'log-in',
      severity: 'medium',
      confidence: isOfTekton(door) ? 'high' : 'medium',
      message: 'Whoever reaches this address uses the dashboard: nothing asks who they are.',
      hint: 'nginx.ingress.kubernetes.io/auth-url: "https://<log-in>/oauth2/auth"',
    },
  ];
}
