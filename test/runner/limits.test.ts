import { expect, test } from '@jest/globals';
import { join } from 'node:path';
import { CHECKOUT } from '../support/pipeline-files.js';
import type { Repository } from '../support/repository.js';
import { createApp, requestOf } from './app.js';
import { push } from './events.js';
import type { RunRequest } from './runner.js';
import { describeRuns, useSetting, type Setting } from './setting.js';
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

function started(upstream: Repository, setting: Setting): RunRequest {
  upstream.commit();
  const of = { action: 'verify-pipeline', form: 'from another repository', upstream } as const;
  return requestOf({ ...of, event: push(upstream) }, setting);
}

/** What the documentation says of a gate that stands in the pipeline which it guards. */
describeRuns('a gate', () => {
  const setting = useSetting();

  // Hence verify-pipeline wants commits.
  test('has seen a tag as it was in its own job: for the next job it may have moved', async () => {
    const { runner, world } = setting();
    const action = world.repository({ 'action.yml': says('reviewed') });
    action.git('tag', 'v1');
    action.write({ 'action.yml': says('swapped') });
    action.commit();
    action.git('tag', 'later');
    world.publish(action, 'acme/say');
    const served = join(world.served, 'acme/say.git');
    const upstream = world.repository({ [GATE]: workflow(served) });
    const run = await runner.run(started(upstream, setting()));
    expect(run.said('before')).toEqual(['reviewed']);
    expect(run.said('after')).toEqual(['reviewed']);
    expect(run.said('deploy')).toEqual(['swapped']);
  });

  // Hence a gate also has a form outside. GitHub's runner refuses the variable only in GITHUB_ENV (actions/runner#2775).
  test('is replaced by what env: of its workflow makes Node load first', async () => {
    const upstream = createApp('verify-pipeline', 'from another repository', setting());
    const text = upstream.git('show', `HEAD:${GATE}`);
    const env = "env: { NODE_OPTIONS: '--require ./first.cjs' }";
    upstream.write({
      [GATE]: `${text.replace(/^jobs:/m, `${env}\njobs:`)}\n`,
      'first.cjs': 'process.exit(0);\n',
    });
    const run = await setting().runner.run(started(upstream, setting()));
    expect(run.outputs('step')).toEqual({});
    expect(run.jobs).toEqual({ gate: 'success', deploy: 'success' });
  });
});
