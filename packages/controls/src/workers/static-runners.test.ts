import { expectLeg } from '../testing/expect-leg.js';
import { staticRunners } from './static-runners.js';

const workflow = (on: string, job: string): string => `on: ${on}
jobs:
  build:
    ${job}
    steps: [ { run: make } ]
`;
const inputs = (more: string): string =>
  `{ workflow_dispatch: { inputs: { runner: { ${more} } } } }`;

expectLeg(staticRunners, 'G', {
  twins: [
    {
      name: 'a label of the event',
      bad: workflow('issues', 'runs-on: "${{ github.event.issue.title }}"'),
      edit: ['"${{ github.event.issue.title }}"', 'ubuntu-24.04'],
      at: '4:14',
    },
    {
      name: 'a branch in brackets',
      bad: workflow('pull_request', `runs-on: "\${{ github['head_ref'] }}"`),
      edit: [`github['head_ref']`, `github.event.repository.name`],
      at: '4:14',
    },
    {
      name: 'any label by hand',
      bad: workflow(inputs('type: string'), 'runs-on: "${{ inputs.runner }}"'),
      edit: ['type: string', 'type: choice, options: [ ubuntu-24.04 ]'],
      at: '4:14',
    },
    {
      name: 'a privileged container',
      bad: workflow('push', 'container: { image: a, options: --privileged --init }'),
      edit: ['--privileged --init', '--init'],
      at: '4:37',
    },
    {
      name: 'the processes of the machine',
      bad: workflow('push', 'container: { image: a, options: --pid host }'),
      edit: ['--pid host', '--pids-limit 100'],
      at: '4:37',
    },
    {
      name: 'the socket of Docker',
      bad: workflow(
        'push',
        'services: { d: { image: a, volumes: [ /var/run/docker.sock:/var/run/docker.sock ] } }',
      ),
      edit: ['/var/run/docker.sock:/var/run/docker.sock', 'cache:/cache'],
      at: '4:43',
    },
  ],
  good: [
    { name: 'the matrix', files: workflow('push', 'runs-on: "${{ matrix.os }}"') },
    {
      name: 'health checks',
      files: workflow(
        'push',
        'services: { d: { image: a, options: --health-cmd "pg_isready" --cpus 1 } }',
      ),
    },
  ],
});
