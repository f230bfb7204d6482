import { expectLeg } from '../testing/expect-leg.js';
import { runtimeMonitoring } from './runtime-monitoring.js';

const job = (permissions: string, step: string, runner = 'ubuntu-24.04'): string => `on: push
permissions: { ${permissions} }
jobs:
  a:
    runs-on: ${runner}
    steps:
      - ${step}
`;

expectLeg(runtimeMonitoring, 'G', {
  twins: [
    {
      name: 'a job that publishes',
      bad: job('packages: write', 'uses: actions/checkout@v7'),
      edit: ['actions/checkout@v7', 'step-security/harden-runner@v2'],
      at: '4:3',
    },
    {
      name: 'a job that may write',
      bad: job('contents: write', 'run: make'),
      edit: ['contents: write', 'contents: read'],
      at: '4:3',
    },
    {
      name: 'a runner of the organisation',
      bad: job('deployments: write', 'run: make'),
      edit: ['ubuntu-24.04', 'builders'],
      at: '4:3',
    },
  ],
});
