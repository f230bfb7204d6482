import { configMap, tektonConfig } from '../testing/cluster.js';
import { expectLeg } from '../testing/expect-leg.js';
import { buildProvenance } from './build-provenance.js';

const workflow = (
  steps: string,
  permissions = '{ contents: read, id-token: write }',
): string => `on:
  push: { tags: [ "v*" ] }
permissions: ${permissions}
jobs:
  release:
    runs-on: ubuntu-24.04
    steps:
      ${steps}
`;

expectLeg(buildProvenance, 'G', {
  twins: [
    {
      name: 'files of a release',
      bad: workflow(
        '- { uses: a/check@v1, with: { subject-path: dist/* } }\n      - { uses: softprops/action-gh-release@v2, with: { files: dist/* } }',
      ),
      edit: ['a/check@v1', 'actions/attest-build-provenance@v4'],
      at: '9:17',
    },
    {
      name: 'npm with a token',
      bad: workflow('- { run: npm publish --access public, env: { NODE_AUTH_TOKEN: x } }'),
      edit: ['--access public', '--provenance'],
      at: '8:16',
    },
    {
      name: 'PyPI without attestations',
      bad: workflow(
        '- { uses: pypa/gh-action-pypi-publish@release/v1, with: { attestations: false } }',
      ),
      edit: ['false', 'true'],
      at: '8:17',
    },
    {
      name: 'PyPI with a token',
      bad: workflow('- { uses: pypa/gh-action-pypi-publish@release/v1 }', '{ contents: read }'),
      edit: ['contents: read', 'id-token: write'],
      at: '8:17',
    },
    {
      name: 'an image that says nothing',
      bad: workflow('- { uses: docker/build-push-action@v6, with: { push: true } }'),
      edit: ['push: true', 'push: true, provenance: mode=max'],
      at: '8:17',
    },
  ],
  notApplicable: [
    { name: 'a dry run', files: workflow('- { run: npm publish --dry-run }') },
    { name: 'an image that stays', files: workflow('- { uses: docker/build-push-action@v6 }') },
  ],
});

expectLeg(buildProvenance, 'T', {
  twins: [
    {
      name: 'files of a release of which Chains hears nothing',
      bad: `apiVersion: tekton.dev/v1
kind: Task
metadata: { name: release }
spec:
  steps:
    - { image: a, script: 'gh release create v1 dist/*' }
`,
      edit: ['gh', 'cosign attest-blob dist/a; gh'],
      at: '6:28',
    },
    {
      name: 'nothing is kept',
      bad: `apiVersion: v1
kind: ConfigMap
metadata: { name: chains-config, namespace: tekton-chains }
data:
  artifacts.taskrun.storage: ""
  artifacts.pipelinerun.storage: ""
`,
      edit: ['pipelinerun.storage: ""', 'pipelinerun.storage: oci'],
      at: '5:30',
    },
    {
      name: 'the operator has Chains off',
      bad: tektonConfig('chain: { disabled: true }'),
      edit: ['true', 'false'],
      at: '6:22',
    },
    {
      name: 'Chains has no pod',
      bad: `apiVersion: apps/v1
kind: Deployment
metadata: { name: tekton-chains-controller, namespace: tekton-chains }
spec:
  replicas: 0
`,
      edit: ['0', '1'],
      at: '5:13',
    },
    {
      name: 'its own resource',
      bad: `apiVersion: operator.tekton.dev/v1alpha1
kind: TektonChain
metadata: { name: chain }
spec: { disabled: true }
`,
      edit: ['true', 'false'],
      at: '4:19',
    },
  ],
  good: [
    {
      name: 'Chains is set up',
      files: configMap('chains-config', 'builder.id: a', 'tekton-chains'),
    },
  ],
  notOffered: [{ name: 'nothing', files: '' }],
});
