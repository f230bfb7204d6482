import { expectLeg } from '../testing/expect-leg.js';
import { narrowIdentity } from './narrow-identity.js';

const job = (step: string, rest = 'name: release'): string => `on: push
permissions: {}
jobs:
  release:
    runs-on: ubuntu-latest
    permissions: { id-token: write }
    ${rest}
    steps:
      - ${step}
`;

const two = (top: string): string => `on: push
permissions: { ${top} }
jobs:
  a: { runs-on: x, steps: [{ run: make }] }
  b: { runs-on: x, steps: [{ run: make }] }
  c: { runs-on: x, permissions: { id-token: write }, steps: [{ run: make }] }
`;

expectLeg(narrowIdentity, 'G', {
  twins: [
    {
      name: 'for every job',
      bad: two('id-token: write'),
      edit: ['{ id-token: write }\njobs', '{ contents: read }\njobs'],
      at: '2:26',
    },
    {
      name: 'a cloud without an environment',
      bad: job('uses: aws-actions/configure-aws-credentials@v5'),
      edit: ['name: release', 'environment: production'],
      at: '6:30',
    },
    {
      name: 'a package without an environment',
      bad: job('run: npm publish'),
      edit: ['name: release', 'environment: { name: npm }'],
      at: '6:30',
    },
    {
      name: 'a login',
      bad: job('uses: pypa/gh-action-pypi-publish@release/v1'),
      edit: ['pypa/gh-action-pypi-publish@release/v1', 'actions/attest-build-provenance@v3'],
      at: '6:30',
    },
  ],
  notApplicable: [
    { name: 'no identity', files: 'on: push\njobs: { a: { runs-on: x, steps: [] } }\n' },
  ],
});
