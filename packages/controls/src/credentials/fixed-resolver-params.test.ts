import { expectLeg } from '../testing/expect-leg.js';
import { fixedResolverParams } from './fixed-resolver-params.js';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';

const pipeline = (param: string, revision: string): string => `apiVersion: tekton.dev/v1
kind: Pipeline
metadata: { name: build }
spec:
  params: [{ name: revision${param} }]
  tasks:
    - name: compile
      taskRef:
        resolver: git
        params:
          - { name: url, value: https://github.com/acme/tasks }
          - { name: pathInRepo, value: compile.yaml }
          - name: revision
            value: ${revision}
`;

const run = (value: string): string => `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata: { generateName: build- }
spec:
  params: [{ name: bundle, value: ${value} }]
  pipelineSpec:
    params: [{ name: bundle }]
    tasks:
      - name: a
        taskRef:
          resolver: bundles
          params:
            - { name: bundle, value: $(params.bundle) }
            - { name: name, value: a }
`;

const template = (value: string): string => `apiVersion: triggers.tekton.dev/v1beta1
kind: TriggerTemplate
metadata: { name: t }
spec:
  params: [{ name: url }]
  resourcetemplates:
    - apiVersion: tekton.dev/v1
      kind: PipelineRun
      metadata: { generateName: a- }
      spec:
        pipelineRef:
          resolver: git
          params: [{ name: url, value: ${value} }, { name: revision, value: ${COMMIT} }, { name: pathInRepo, value: p.yaml }]
`;

expectLeg(fixedResolverParams, 'T', {
  twins: [
    {
      name: 'a parameter of a Pipeline',
      bad: pipeline('', '$(params.revision)'),
      edit: ['$(params.revision)', COMMIT],
      at: '14:20',
    },
    {
      name: 'one of an enumeration',
      bad: pipeline(', enum: []', 'v$(params.revision)'),
      edit: ['enum: []', 'enum: ["1", "2"]'],
      at: '14:20',
    },
    {
      name: 'what a trigger sends',
      bad: template('$(tt.params.url)'),
      edit: ['$(tt.params.url)', 'https://github.com/acme/flows'],
      at: '13:40',
    },
    {
      name: 'a branch of a fork',
      bad: run('"ghcr.io/acme/a:{{ source_branch }}"'),
      edit: ['{{ source_branch }}', '{{ revision }}'],
      at: '13:38',
    },
    {
      name: 'an older field',
      bad: `apiVersion: tekton.dev/v1beta1
kind: Pipeline
metadata: { name: build }
spec:
  params: [{ name: bundle }]
  tasks:
    - { name: a, taskRef: { name: a, bundle: $(params.bundle) } }
`,
      edit: ['$(params.bundle)', 'ghcr.io/acme/a:v1'],
      at: '7:46',
    },
    {
      name: 'a result of another task',
      bad: pipeline('', '$(tasks.choose.results.revision)'),
      edit: ['$(tasks.choose.results.revision)', 'main'],
      at: '14:20',
    },
  ],
  good: [
    { name: 'given by the run itself', files: run('ghcr.io/acme/a:v1') },
    {
      name: 'a name in the cluster',
      files:
        'apiVersion: tekton.dev/v1\nkind: TaskRun\nspec: { taskRef: { resolver: cluster, params: [{ name: name, value: a }] } }\n',
    },
  ],
  notApplicable: [
    {
      name: 'no resolver',
      files: 'apiVersion: tekton.dev/v1\nkind: TaskRun\nspec: { taskRef: { name: a } }\n',
    },
  ],
});
