import { expectLeg } from '../testing/expect-leg.js';
import { trustedPacDefinition } from './trusted-pac-definition.js';

const repository = (settings: string): string => `apiVersion: pipelinesascode.tekton.dev/v1alpha1
kind: Repository
metadata:
  name: app
  namespace: app-ci
spec:
  url: https://github.com/example/app
  settings:
    ${settings}
`;
const POLICY = 'policy: { ok_to_test: [ maintainers ], pull_request: [ developers ] }';

expectLeg(trustedPacDefinition, 'T', {
  twins: [
    {
      name: 'the definition of the pull request',
      bad: repository(`${POLICY}\n    pipelinerun_provenance: source`),
      edit: ['source', 'default_branch'],
      at: '10:29',
    },
    {
      name: 'nothing is said of it',
      bad: repository(POLICY),
      edit: [POLICY, `${POLICY}\n    pipelinerun_provenance: default_branch`],
      at: '4:9',
    },
    {
      name: 'no policy',
      bad: repository('pipelinerun_provenance: default_branch'),
      edit: ['default_branch', `default_branch\n    ${POLICY}`],
      at: '4:9',
    },
    {
      name: 'the global repository has a policy',
      bad: `${repository('pipelinerun_provenance: default_branch')}---
apiVersion: pipelinesascode.tekton.dev/v1alpha1
kind: Repository
metadata: { name: pipelines-as-code, namespace: pipelines-as-code }
spec: { settings: { other: {} } }
`,
      edit: ['other: {}', POLICY],
      at: '4:9',
    },
  ],
  notOffered: [
    {
      name: 'only a run',
      files: `apiVersion: tekton.dev/v1
kind: PipelineRun
metadata:
  name: a
  annotations:
    pipelinesascode.tekton.dev/on-cel-expression: body.pull_request.title == "release"
spec: { pipelineRef: { name: a } }
`,
    },
  ],
});
