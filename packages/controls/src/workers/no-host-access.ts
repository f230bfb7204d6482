import type { MapNode, ScalarNode } from '@plumbline/core';
import type { Text, Volume } from '@plumbline/pipeline';
import { isTrue, itemsAt, nodeAt, scalarAt } from '../cluster/objects.js';
import type { Control, Judgement } from '../control.js';
import type { Subject } from '../subject.js';
import { asStarted } from '../tekton/as-started.js';
import { placesOfPods } from '../tekton/pods.js';
import { containersOf, tasksOf } from '../tekton/specs.js';
import { placeIn, type Violation } from '../violation.js';
import { defaultPodsOf, type DefaultPod } from './default-pods.js';
import { nodeVolumes } from './node-volumes.js';

/** 4.2.2: what a pod shares with the node, a build can change on the node. */
export const noHostAccess: Control = {
  id: '4.2.2',
  slug: 'no-host-access',
  title: 'Pods do not reach the node',
  level: 1,
  assessment: 'automated',
  rationale:
    'A folder of the node, the socket of its container runtime or its network in a pod let a build read what others left there, start containers with all rights, or talk to services that trust the node. A toleration of the control plane puts the build beside the keys of the cluster.',
  audit:
    'No `hostPath` in `volumes` of tasks and pod templates; no `hostNetwork`, `hostPID`, `hostIPC`, `hostPort`; no toleration of `node-role.kubernetes.io/control-plane`.',
  remediation:
    'Use `emptyDir`, a PersistentVolumeClaim or a workspace in place of `hostPath`; build images without the socket (BuildKit rootless, Buildah); leave the network of the pod alone.',
  impact: 'Caches on the node are lost; a claim replaces them.',
  references: [
    'OWASP CICD-SEC-7',
    'CIS-K8s 5.2',
    'Kubernetes Pod Security Standards: baseline',
    'Tekton Guard VOL-001, VOL-002',
  ],
  legs: { T: { judge: asStarted(judge) } },
};

type Source = Parameters<typeof placeIn>[0];

interface Pod {
  readonly resource: Source;
  readonly template: { readonly node: MapNode };
  readonly address: string;
}

function judge(subject: Subject): Judgement {
  const tasks = tasksOf(subject);
  const pods = placesOfPods(subject);
  const defaults = defaultPodsOf(subject).flatMap((pod) => judgeDefault(pod));
  const volumes = nodeVolumes(subject);
  if (tasks.length + pods.length + defaults.length + volumes.length === 0) return 'not-applicable';
  return [
    ...tasks.flatMap(({ resource, spec, address }) =>
      judgeVolumes(resource, spec.volumes, address),
    ),
    ...pods.flatMap(({ resource, template, address }) =>
      judgeVolumes(resource, template.volumes, address),
    ),
    ...pods.flatMap((pod) => [...judgeHost(pod), ...judgeTolerations(pod)]),
    ...defaults,
    ...volumes,
    ...containersOf(subject).flatMap(({ resource, step, address }) =>
      judgePorts(resource, step.node, address),
    ),
  ];
}

/** As in a run; the place is the text that holds it. */
function judgeDefault({ object, at, key, node }: DefaultPod): readonly Violation[] {
  const pod = { resource: object, template: { node }, address: `${object.address}.${key}` };
  const volumes = itemsAt(node, 'volumes').flatMap((item): readonly Volume[] => {
    if (item.kind !== 'map') return [];
    const [name, path] = [scalarAt(item, 'name'), scalarAt(item, 'hostPath', 'path')];
    return [{ node: item, name: textOf(name), hostPath: textOf(path), image: null }];
  });
  return [
    ...judgeVolumes(object, volumes, pod.address),
    ...judgeHost(pod),
    ...judgeTolerations(pod),
  ].map((found) => ({ ...found, at: placeIn(object, at) }));
}

function textOf(node: ScalarNode | null): Text | null {
  return node === null ? null : { value: node.text, node };
}

const SOCKET = /(?:docker|containerd|crio|podman|cri-dockerd|k3s\/containerd)[\w./-]*\.sock$/;

function judgeVolumes(
  source: Source,
  volumes: readonly Volume[],
  address: string,
): readonly Violation[] {
  return volumes.flatMap(({ node, name, hostPath }): readonly Violation[] => {
    const host = nodeAt(node, 'hostPath');
    if (host === null) return [];
    const path = hostPath?.value ?? '';
    const isSocket = SOCKET.test(path) || /^\/(?:var\/)?run\/?$/.test(path);
    return [
      {
        at: placeIn(source, hostPath ?? { node: host }),
        address: `${address}.volumes.${name?.value ?? ''}`,
        subject: path,
        severity: isSocket || path === '/' ? 'critical' : 'high',
        message: isSocket
          ? 'Whoever changes what runs here starts containers with all rights on the node, by the socket of its runtime.'
          : `Whoever changes what runs here reads and writes \`${path}\` of the node, and what other builds leave there.`,
        hint: 'emptyDir: {}',
      },
    ];
  });
}

const HOST = ['hostNetwork', 'hostPID', 'hostIPC'] as const;

function judgeHost({ resource, template, address }: Pod): readonly Violation[] {
  return HOST.flatMap((key): readonly Violation[] => {
    const node = scalarAt(template.node, key);
    if (node === null || !isTrue(node)) return [];
    return [
      {
        at: placeIn(resource, node),
        address,
        subject: key,
        severity: 'high',
        message:
          key === 'hostNetwork'
            ? 'Whoever changes what runs here is on the network as the node: services that trust it, its metadata and its traffic.'
            : 'Whoever changes what runs here sees and stops the processes of the node.',
        hint: `${key}: false`,
      },
    ];
  });
}

const CONTROL_PLANE = /^node-role\.kubernetes\.io\/(?:control-plane|master|etcd)$/;

/** Without a key, `Exists` tolerates everything. */
function judgeTolerations({ resource, template, address }: Pod): readonly Violation[] {
  return itemsAt(template.node, 'tolerations').flatMap((toleration): readonly Violation[] => {
    const key = scalarAt(toleration, 'key');
    const operator = scalarAt(toleration, 'operator');
    const everything = (key === null || key.text === '') && operator?.text === 'Exists';
    if (!everything && !CONTROL_PLANE.test(key?.text ?? '')) return [];
    return [
      {
        at: placeIn(resource, key ?? operator ?? toleration),
        address: `${address}.tolerations`,
        subject: key?.text ?? 'Exists',
        severity: 'medium',
        message: 'A build may run on the control plane, beside the keys of the cluster.',
        hint: 'tolerate the taint of the nodes for builds only',
      },
    ];
  });
}

function judgePorts(source: Source, step: MapNode, address: string): readonly Violation[] {
  return itemsAt(step, 'ports').flatMap((port): readonly Violation[] => {
    const node = scalarAt(port, 'hostPort');
    if (node === null || /^0*$/.test(node.text)) return [];
    return [
      {
        at: placeIn(source, node),
        address: `${address}.ports`,
        subject: `hostPort ${node.text}`,
        severity: 'medium',
        message: 'Everybody who reaches the node talks to this container of a build.',
        hint: 'containerPort without hostPort',
      },
    ];
  });
}
