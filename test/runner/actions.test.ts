import { describe, expect, test } from '@jest/globals';
import { createApp, FORMS, requestOf } from './app.js';
import { push, schedule } from './events.js';
import { describeRuns, useSetting } from './setting.js';
import { USAGES } from './workflows.js';
import { bundledActions } from './world.js';

test('every bundled Action is run here', () => {
  expect(bundledActions.filter((name) => !(name in USAGES))).toEqual([]);
});

describeRuns('an Action of which all is as it should be', () => {
  const setting = useSetting();

  describe.each(FORMS)('%s', (form) => {
    for (const action of Object.keys(USAGES)) {
      test.each(['push', 'schedule'])(`${action} on %s`, async (name) => {
        const upstream = createApp(action, form, setting());
        const event = name === 'push' ? push(upstream) : schedule;
        const request = requestOf({ action, form, upstream, event }, setting());
        const run = await setting().runner.run(request);
        expect(run).toMatchObject({
          status: 0,
          jobs: { gate: 'success', deploy: 'success' },
          annotations: [],
          summaries: [],
        });
        expect(run.said('later')).toEqual(['verdict=pass', 'the report is there']);
        expect(run.said('deploy')).toEqual(['deployed after pass']);
        if (action === 'sign-pipeline') expect(run.outputs('verify')['signed-by']).toBe('ci');
      });
    }
  });

  test('needs no token, and asks nobody', async () => {
    const { gitHub, runner } = setting();
    const asked = [gitHub.asked.length, gitHub.refused.length];
    const form = 'from another repository';
    for (const action of Object.keys(USAGES)) {
      const upstream = createApp(action, form, setting());
      const event = push(upstream);
      const request = requestOf({ action, form, upstream, event }, setting());
      const { PLUMBLINE_KEY = '' } = request.secrets ?? {};
      const run = await runner.run({ ...request, secrets: { PLUMBLINE_KEY } });
      expect({ action, ...run }).toMatchObject({ action, status: 0, annotations: [] });
    }
    expect([gitHub.asked.length, gitHub.refused.length]).toEqual(asked);
  });
});
