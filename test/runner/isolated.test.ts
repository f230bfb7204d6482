import { expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { createApp, requestOf } from './app.js';
import { push } from './events.js';
import { describeRuns, useSetting } from './setting.js';
import { STEPS } from './workflows.js';

const canIsolate = spawnSync('unshare', ['--net', 'true']).status === 0;
if (!canIsolate) console.warn('skipped: a network namespace cannot be made here');
const testIsolated = canIsolate ? test : test.skip;

describeRuns('without any network', () => {
  const setting = useSetting();

  for (const action of Object.keys(STEPS)) {
    testIsolated(`${action} does its work`, async () => {
      const upstream = createApp(action, 'from the working tree', setting());
      const event = push(upstream.git('rev-parse', 'HEAD'));
      const request = requestOf('from the working tree', upstream, event, setting());
      const run = await setting().runner.run({ ...request, isolated: true });
      expect(run).toMatchObject({ status: 0, annotations: [] });
      expect(run.said('deploy')).toEqual(['deployed after pass']);
    });
  }

  testIsolated('an Action of another repository cannot be had, and the job fails', async () => {
    const upstream = createApp('verify-pipeline', 'from another repository', setting());
    const event = push(upstream.git('rev-parse', 'HEAD'));
    const request = requestOf('from another repository', upstream, event, setting());
    const run = await setting().runner.run({ ...request, isolated: true });
    expect(run.status).toBe(1);
    expect(run.said('deploy')).toEqual([]);
  });
});
