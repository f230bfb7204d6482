import type { MapNode, ScalarNode } from '@plumbline/core';
import { isFalse, isTrue, itemsAt, nodeAt, scalarAt } from '../cluster/objects.js';
import type { Control, Judgement } from '../control.js';
import { asStarted } from '../tekton/as-started.js';
import { placesOfPods } from '../tekton/pods.js';
import type { Subject } from '../subject.js';
import { containersOf } from '../tekton/specs.js';
import { placeIn, type Violation } from '../violation.js';

/** 4.2.1: a step with privileges is the node. */
export const unprivilegedSteps: Control = {
  id: '4.2.1',
  slug: 'unprivileged-steps',
  title: 'Steps run without privileges',
  level: 1,
  assessment: 'automated',
  rationale:
    'A step runs what the repository, its dependencies and its parameters bring along. A privileged container, or one with the capabilities of the kernel, reaches the node, and from there the secrets of every other build on it. As root it is one mistake of the runtime away from the same.',
  audit:
    'In `securityContext` of steps, sidecars, `stepTemplate`, StepActions and pod templates: no `privileged: true`, no `allowPrivilegeEscalation: true`, no `runAsUser: 0`, no `runAsNonRoot: false`, no capability beyond those of the baseline standard, no unconfined seccomp or AppArmor profile.',
  remediation:
    'Write `securityContext: { runAsNonRoot: true, allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } }`. Build images with a rootless builder (BuildKit rootless, Buildah with user namespaces).',
  impact: 'Images that expect root need another user or writable folders of their own.',
  references: [
    'OWASP CICD-SEC-7',
    'CIS-K8s 5.2',
    'Kubernetes Pod Security Standards: baseline',
    'Tekton Guard SEC-001',
  ],
  legs: { T: { judge: asStarted(judge) } },
};

/** A security context with where it stands. */
interface Context {
  readonly source: Parameters<typeof placeIn>[0];
  readonly address: string;
  readonly context: MapNode;
}

function judge(subject: Subject): Judgement {
  const containers = containersOf(subject);
  const pods = placesOfPods(subject);
  if (containers.length + pods.length === 0) return 'not-applicable';
  const contexts: readonly Context[] = [
    ...containers.flatMap(({ resource, step, address }) =>
      step.securityContext === null
        ? []
        : [{ source: resource, address, context: step.securityContext }],
    ),
    ...pods.flatMap(({ resource, template, address }) =>
      template.securityContext === null
        ? []
        : [{ source: resource, address, context: template.securityContext }],
    ),
  ];
  return contexts.flatMap((context) => judgeContext(context));
}

/** Something in a security context that gives privileges. */
interface Privilege {
  readonly node: ScalarNode;
  readonly subject: string;
  readonly severity: Violation['severity'];
  readonly message: string;
  readonly hint: string;
}

function judgeContext({ source, address, context }: Context): readonly Violation[] {
  return privilegesIn(context).map(({ node, ...rest }) => ({
    at: placeIn(source, node),
    address: `${address}.securityContext`,
    actual: node.text,
    ...rest,
  }));
}

const NODE = 'Whoever changes what runs here has the node and every build on it';

function privilegesIn(context: MapNode): readonly Privilege[] {
  return [
    ...when(scalarAt(context, 'privileged'), isTrue, {
      subject: 'privileged',
      severity: 'high',
      message: `${NODE}: the container is privileged.`,
      hint: 'privileged: false',
    }),
    ...when(scalarAt(context, 'allowPrivilegeEscalation'), isTrue, {
      subject: 'allowPrivilegeEscalation',
      severity: 'medium',
      message: 'A program of the image with the setuid bit makes whoever runs here root.',
      hint: 'allowPrivilegeEscalation: false',
    }),
    ...userIn(context),
    ...capabilitiesIn(context),
    ...profilesIn(context),
  ];
}

function when(
  node: ScalarNode | null,
  is: (node: ScalarNode) => boolean,
  what: Omit<Privilege, 'node'>,
): readonly Privilege[] {
  return node !== null && is(node) ? [{ node, ...what }] : [];
}

/** One finding where both say the same. */
function userIn(context: MapNode): readonly Privilege[] {
  const message = 'Whoever changes what runs here is root: one mistake of the runtime is the node.';
  const user = when(scalarAt(context, 'runAsUser'), ({ text }) => /^0+$/.test(text), {
    subject: 'runAsUser',
    severity: 'medium',
    message,
    hint: 'runAsUser: 65532',
  });
  if (user.length > 0) return user;
  if (scalarAt(context, 'runAsUser') !== null) return [];
  return when(scalarAt(context, 'runAsNonRoot'), isFalse, {
    subject: 'runAsNonRoot',
    severity: 'medium',
    message,
    hint: 'runAsNonRoot: true',
  });
}

/** What the baseline standard lets a container add. */
const BASELINE = new Set(
  'AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP SETGID SETPCAP SETUID SYS_CHROOT'.split(
    ' ',
  ),
);

function capabilitiesIn(context: MapNode): readonly Privilege[] {
  return itemsAt(context, 'capabilities', 'add').flatMap((node): readonly Privilege[] => {
    if (node.kind !== 'scalar') return [];
    const name = node.text.toUpperCase().replace(/^CAP_/, '');
    if (BASELINE.has(name)) return [];
    const all = ['ALL', 'SYS_ADMIN', 'SYS_MODULE', 'SYS_RAWIO'].includes(name);
    return [
      {
        node,
        subject: `capabilities.${name}`,
        severity: all ? 'high' : 'medium',
        message: all
          ? `${NODE}: \`${name}\` is as good as privileged.`
          : `Whoever changes what runs here may do what \`${name}\` allows beyond the container.`,
        hint: 'capabilities: { drop: [ALL] }',
      },
    ];
  });
}

function profilesIn(context: MapNode): readonly Privilege[] {
  const message = 'Whoever changes what runs here may make any call of the kernel.';
  const hint = 'type: RuntimeDefault';
  const unconfined = ['seccompProfile', 'appArmorProfile'].flatMap((key) =>
    when(scalarAt(nodeAt(context, key), 'type'), ({ text }) => text === 'Unconfined', {
      subject: key,
      severity: 'medium',
      message,
      hint,
    }),
  );
  const proc = when(scalarAt(context, 'procMount'), ({ text }) => text === 'Unmasked', {
    subject: 'procMount',
    severity: 'medium',
    message,
    hint: 'procMount: Default',
  });
  return [...unconfined, ...proc];
}
