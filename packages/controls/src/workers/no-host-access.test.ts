import { expectLeg } from '../testing/expect-leg.js';
import { noHostAccess } from './no-host-access.js';

const task = (volume: string): string => `apiVersion: tekton.dev/v1
kind: Task
metadata: { name: build }
spec:
  steps: [ { name: make, image: alpine } ]
  volumes:
    - name: v
      ${volume}
`;
const run = (podTemplate: string): string => `apiVersion: tekton.dev/v1beta1
kind: TaskRun
metadata: { name: build }
spec:
  taskRef: { name: build }
  podTemplate:
    ${podTemplate}
`;

expectLeg(noHostAccess, 'T', {
  twins: [
    {
      name: `the daemon's socket as a workspace's volume`,
      bad: `apiVersion: v1
kind: PersistentVolume
metadata: {name: node-cache}
spec:
  capacity: {storage: 1Gi}
  accessModes: [ReadWriteOnce]
  hostPath: {path: /var/run}
  claimRef: {name: cache, namespace: ci}
---
apiVersion: tekton.dev/v1
kind: TaskRun
metadata: {name: r, namespace: ci}
spec:
  taskRef: {name: t}
  serviceAccountName: builder
  workspaces: [{name: cache, persistentVolumeClaim: {claimName: cache}}]
`,
      edit: ['hostPath: {path: /var/run}', 'nfs: {server: nfs.example.com, path: /cache}'],
      at: '7:20',
    },
    {
      name: `pods in the host's network by default`,
      bad: `apiVersion: v1
kind: ConfigMap
metadata: {name: config-defaults, namespace: tekton-pipelines, resourceVersion: "101"}
data:
  default-service-account: builder
  default-pod-template: 'hostNetwork: true'
`,
      edit: ['true', 'false'],
      at: '6:25',
    },
    {
      name: 'a folder of the node',
      bad: task('hostPath: { path: /var/lib/cache }'),
      edit: ['hostPath: { path: /var/lib/cache }', 'emptyDir: {}'],
      at: '8:25',
    },
    {
      name: 'the socket of the runtime',
      bad: task('hostPath: { path: /var/run/docker.sock, type: Socket }'),
      edit: ['hostPath: { path: /var/run/docker.sock, type: Socket }', 'emptyDir: {}'],
      at: '8:25',
    },
    {
      name: 'the network of the node',
      bad: run('hostNetwork: true'),
      edit: ['true', 'false'],
      at: '7:18',
    },
    {
      name: 'the control plane',
      bad: run('tolerations: [ { key: node-role.kubernetes.io/control-plane, operator: Exists } ]'),
      edit: ['node-role.kubernetes.io/control-plane', 'example.com/builds'],
      at: '7:27',
    },
    {
      name: 'every taint',
      bad: run('tolerations: [ { operator: Exists } ]'),
      edit: ['{ operator', '{ key: builds, operator'],
      at: '7:32',
    },
    {
      name: 'a volume of a pod template',
      bad: run('volumes: [ { name: v, hostPath: { path: / } } ]'),
      edit: ['hostPath: { path: / }', 'emptyDir: {}'],
      at: '7:45',
    },
  ],
  notApplicable: [
    {
      name: 'no task',
      files: 'apiVersion: tekton.dev/v1\nkind: Pipeline\nmetadata: {name: p}\nspec: {tasks: []}\n',
    },
  ],
});
