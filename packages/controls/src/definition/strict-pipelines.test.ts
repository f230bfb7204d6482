import { expectLeg } from '../testing/expect-leg.js';
import { strictDefinitions } from './strict-definitions.js';

const pipeline = (tasks: string, head = ''): string => `apiVersion: tekton.dev/v1
kind: Pipeline
metadata: { name: p }
spec:
${head}  tasks:
${tasks}`;

const task = (spec: string): string => `apiVersion: tekton.dev/v1
kind: Task
metadata: { name: build }
spec:
${spec}`;

expectLeg(strictDefinitions, 'T', {
  twins: [
    {
      name: 'a parameter that is declared twice',
      bad: task(`  params:
    - { name: level }
    - { name: level }
  steps: [{ name: a, image: alpine }]
`),
      edit: ['    - { name: level }\n    -', '    - { name: mode }\n    -'],
      at: '7:15',
    },
    {
      name: 'a circle of what tasks read',
      bad: pipeline(`    - { name: a, runAfter: [b], taskRef: { name: x } }
    - name: b
      taskRef: { name: x }
      params: [{ name: v, value: $(tasks.a.results.r) }]
`),
      edit: ['runAfter: [b], ', ''],
      at: ['6:15', '7:13'],
    },
    {
      name: 'a value that the pipeline does not give',
      bad: pipeline(`    - name: a
      taskRef: { name: build }
      params: [{ name: mode, value: fast }]
`),
      edit: ['name: mode', 'name: level'],
      at: '6:13',
      beside: { 'task.yaml': task('  params: [{ name: level }]\n  steps: []\n') },
    },
    {
      name: 'a volume that is not there',
      bad: task(`  volumes: [{ name: cache, emptyDir: {} }]
  steps:
    - name: a
      image: alpine
      volumeMounts: [{ name: caches, mountPath: /c }]
`),
      edit: ['name: caches', 'name: cache'],
      at: '9:30',
    },
  ],
  good: [
    {
      name: 'a pipeline hands its parameters to the tasks that are written in it',
      files: pipeline(
        `    - name: a
      taskSpec: { params: [{ name: level }], steps: [{ name: s, image: alpine }] }
`,
        '  params: [{ name: level }]\n',
      ),
    },
  ],
});
