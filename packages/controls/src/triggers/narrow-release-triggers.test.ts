import { expectLeg } from '../testing/expect-leg.js';
import { narrowReleaseTriggers } from './narrow-release-triggers.js';

const workflow = (on: string, job = 'name: a', step = 'run: cargo publish'): string => `on: ${on}
jobs:
  release:
    runs-on: ubuntu-24.04
    ${job}
    steps:
      - ${step}
`;

expectLeg(narrowReleaseTriggers, 'G', {
  twins: [
    {
      name: 'every push',
      bad: workflow('push'),
      edit: ['push\njobs', 'release\njobs'],
      at: '1:5',
    },
    {
      name: 'every branch',
      bad: workflow(`{ push: { branches: [ '**' ] } }`),
      edit: [`'**'`, 'main'],
      at: '1:27',
    },
    {
      name: 'a condition that says nothing',
      bad: workflow('[ push ]', `if: github.actor != 'bot'`),
      edit: [`github.actor != 'bot'`, `startsWith(github.ref, 'refs/tags/v')`],
      at: '1:7',
    },
    {
      name: 'pull requests',
      bad: workflow(
        '[ release, pull_request ]',
        'name: a',
        `uses: softprops/action-gh-release@v2\n        with: { files: a }\n        if: github.event_name == 'pull_request'`,
      ),
      edit: [`== 'pull_request'`, `!= 'pull_request'`],
      at: '1:16',
    },
  ],
  good: [
    { name: 'tags', files: workflow(`{ push: { tags: [ '*' ] } }`) },
    { name: 'by hand', files: workflow('workflow_dispatch') },
  ],
  notApplicable: [
    { name: 'nothing is published', files: workflow('push', 'name: a', 'run: make') },
  ],
});
