import { expect, test } from '@jest/globals';
import { join } from 'node:path';
import { CHECKOUT } from '../support/pipeline-files.js';
import { requestOf } from './app.js';
import { push } from './events.js';
import { describeRuns, useSetting } from './setting.js';
import { GATE } from './workflows.js';

const says = (word: string): string => `name: say
description: says a word
runs:
  using: composite
  steps: [{ shell: bash, run: echo ${word} }]
`;

const workflow = (served: string): string => `on: push
jobs:
  gate:
    runs-on: ubuntu-latest
    steps:
      - uses: ${CHECKOUT}
      - { id: before, uses: acme/say@v1 }
      - run: git -C ${served} tag -f v1 later
      - { id: after, uses: acme/say@v1 }
  deploy:
    needs: gate
    runs-on: ubuntu-latest
    steps:
      - { id: deploy, uses: acme/say@v1 }
`;

describeRuns('a tag', () => {
  const setting = useSetting();

  // Why a gate that found a tag good says nothing of the jobs after it, and verify-pipeline wants commits.
  test('is looked up once for each job, so it can move between a gate and what the gate guards', async () => {
    const { runner, world } = setting();
    const action = world.repository({ 'action.yml': says('reviewed') });
    action.git('tag', 'v1');
    action.write({ 'action.yml': says('swapped') });
    action.commit();
    action.git('tag', 'later');
    world.publish(action, 'acme/say');
    const served = join(world.served, 'acme/say.git');
    const upstream = world.repository({ [GATE]: workflow(served) });
    const event = push(upstream.git('rev-parse', 'HEAD'));
    const run = await runner.run(requestOf('from another repository', upstream, event, setting()));
    expect(run.said('before')).toEqual(['reviewed']);
    expect(run.said('after')).toEqual(['reviewed']);
    expect(run.said('deploy')).toEqual(['swapped']);
  });
});
