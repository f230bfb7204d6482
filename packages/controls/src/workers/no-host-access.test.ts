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
