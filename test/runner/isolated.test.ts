import { expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { createApp, requestOf } from './app.js';
import { push } from './events.js';
import { describeRuns, useSetting } from './setting.js';
import { USAGES } from './workflows.js';

const canIsolate = spawnSync('unshare', ['--net', 'true']).status === 0;
if (!canIsolate) console.warn('skipped: a network namespace cannot be made here');
const testIsolated = canIsolate ? test : test.skip;

describeRuns('without any network', () => {
  const setting = useSetting();

  for (const action of Object.keys(USAGES)) {
    testIsolated(`${action} does its work`, async () => {
      const form = 'from the working tree';
      const upstream = createApp(action, form, setting());
      const event = push(upstream);
      const request = requestOf({ action, form, upstream, event }, setting());
      const run = await setting().runner.run({ ...request, isolated: true });
      expect(run).toMatchObject({ status: 0, annotations: [] });
      expect(run.said('deploy')).toEqual(['deployed after pass']);
    });
  }

  testIsolated('an Action of another repository cannot be had, and the job fails', async () => {
    const form = 'from another repository';
    const action = 'verify-pipeline';
    const upstream = createApp(action, form, setting());
    const event = push(upstream);
    const request = requestOf({ action, form, upstream, event }, setting());
    const run = await setting().runner.run({ ...request, isolated: true });
    expect(run.status).toBe(1);
    expect(run.said('deploy')).toEqual([]);
  });
});
