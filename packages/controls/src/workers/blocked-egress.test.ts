import { expectLeg } from '../testing/expect-leg.js';
import { blockedEgress } from './blocked-egress.js';

const job = (permissions: string, step: string): string => `on: push
permissions: { ${permissions} }
jobs:
  a:
    runs-on: ubuntu-24.04
    steps:
      - ${step}
      - run: make
`;

const AGENT = 'uses: step-security/harden-runner@v2, with:';

expectLeg(blockedEgress, 'G', {
  twins: [
    {
      name: 'an agent that only watches',
      bad: job('packages: write', `{ ${AGENT} { egress-policy: audit } }`),
      edit: ['audit', 'block'],
      at: '7:72',
    },
    {
      name: 'no agent',
      bad: job('id-token: write', `{ uses: actions/checkout@v7, with: { egress-policy: block } }`),
      edit: ['actions/checkout@v7', 'bullfrogsec/bullfrog@v0'],
      at: '4:3',
    },
    {
      name: 'a secret',
      bad: job('contents: read', `{ env: { T: '\${{ secrets.T }}' }, run: make }`),
      edit: ['secrets.T', 'vars.T'],
      at: '4:3',
    },
  ],
  good: [
    {
      name: 'a report of a scanner',
      files: job('security-events: write', `{ ${AGENT} { egress-policy: audit } }`),
    },
  ],
});
