import { expectLeg } from '../testing/expect-leg.js';
import { isolatedPublish } from './isolated-publish.js';

const workflow = (steps: string, job = 'environment: release'): string => `on:
  push: { tags: [ "v*" ] }
permissions: { contents: read }
jobs:
  release:
    runs-on: ubuntu-24.04
    permissions: { id-token: write }
    ${job}
    steps:
      ${steps}
`;
const PUBLISH = '- run: npm publish --provenance';

expectLeg(isolatedPublish, 'G', {
  twins: [
    {
      name: 'a cache',
      bad: workflow(`- { uses: actions/cache@v5, with: { path: a, key: b } }\n      ${PUBLISH}`),
      edit: ['actions/cache@v5', 'actions/cache/save@v5'],
      at: '10:17',
    },
    {
      name: 'a cache of packages',
      bad: workflow(`- { uses: actions/setup-node@v6, with: { cache: npm } }\n      ${PUBLISH}`),
      edit: ['cache: npm', 'node-version: 24'],
      at: '10:55',
    },
    {
      name: 'scripts of dependencies',
      bad: workflow(`- run: npm ci\n      ${PUBLISH}`),
      edit: ['npm ci', 'npm ci --ignore-scripts'],
      at: '10:14',
    },
    {
      name: 'no environment',
      bad: workflow(PUBLISH, 'name: release'),
      edit: ['name: release', 'environment: release'],
      at: '10:14',
    },
    {
      name: 'strangers start it',
      bad: workflow(PUBLISH).replace('push: { tags: [ "v*" ] }', 'issue_comment:'),
      edit: ['issue_comment:', 'release:'],
      at: '10:14',
    },
    {
      name: 'the identity is for all jobs',
      bad: `on: release
permissions: { id-token: write }
jobs:
  test: { runs-on: ubuntu-24.04, steps: [ { run: make } ] }
  release:
    runs-on: ubuntu-24.04
    environment: release
    steps:
      - uses: pypa/gh-action-pypi-publish@release/v1
`,
      edit: ['test: { runs-on', 'test: { permissions: {}, runs-on'],
      at: '2:26',
    },
  ],
  good: [
    {
      name: 'an image that pull requests only build',
      files: workflow(
        `- { uses: docker/build-push-action@v6, with: { push: "\${{ github.event_name != 'pull_request' }}" } }`,
        'name: a',
      ).replace('push: { tags: [ "v*" ] }', 'pull_request:'),
    },
  ],
  notApplicable: [{ name: 'nothing is published', files: workflow('- run: make') }],
});
