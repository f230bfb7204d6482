import { expect, test } from '@jest/globals';
import type { Repository } from '../support/repository.js';
import { createApp, requestOf, uses } from './app.js';
import { push } from './events.js';
import type { RunOutcome } from './runner.js';
import { describeRuns, useSetting, type Setting } from './setting.js';
import { GATE, gate } from './workflows.js';

const FORM = 'from another repository';
const OTHER = '.github/workflows/other.yml';
const other = 'on: workflow_dispatch\npermissions: {}\njobs: {}\n';

/** A push of this change onto a signed app. */
function pushed(setting: Setting, change: (upstream: Repository) => void): Promise<RunOutcome> {
  const action = 'verify-pipeline';
  const upstream = createApp(action, FORM, setting, { [OTHER]: other });
  change(upstream);
  upstream.commit();
  const event = push(upstream);
  return setting.runner.run(requestOf({ action, form: FORM, upstream, event }, setting));
}

function verifyWith(setting: Setting, inputs: string, before = ''): string {
  const action = uses(FORM, setting)('verify-pipeline');
  return gate(`${before}- id: step\n  uses: ${action}\n  with: ${inputs}\n`);
}

describeRuns('verify-pipeline', () => {
  const setting = useSetting();

  test('shows a change at its file and in the summary, and stops the job', async () => {
    const run = await pushed(setting(), (upstream) => {
      upstream.write({ [OTHER]: other.replace('{}', 'write-all') });
    });
    expect(run).toMatchObject({ status: 1, jobs: { gate: 'failure' } });
    expect(run.annotations).toMatchObject([{ level: 'error', file: OTHER }]);
    expect(run.summaries).toEqual([expect.stringContaining(OTHER)]);
    expect(run.said('later')).toEqual(['verdict=fail', 'the report is there']);
    expect(run.said('deploy')).toEqual([]);
  });

  test('shows a tag instead of a commit on its line', async () => {
    const run = await pushed(setting(), (upstream) => {
      upstream.write({
        [OTHER]: `on: push
permissions: {}
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/setup-node@v6
`,
      });
    });
    expect(run.annotations).toContainEqual(
      expect.objectContaining({ level: 'error', file: OTHER, line: 7 }),
    );
    expect(run).toMatchObject({ status: 1, jobs: { gate: 'failure' } });
  });

  test('in audit mode shows the same, and lets the job go on', async () => {
    const run = await pushed(setting(), (upstream) => {
      upstream.write({ [GATE]: verifyWith(setting(), '{ mode: audit }') });
    });
    expect(run).toMatchObject({ status: 0, jobs: { gate: 'success', deploy: 'success' } });
    expect(run.annotations).toMatchObject([{ file: GATE }]);
    expect(run.said('deploy')).toEqual(['deployed after fail']);
  });

  test('refuses another commit than that of the run', async () => {
    const run = await pushed(setting(), (upstream) => {
      const moves =
        '- run: git checkout -q --orphan other && git -c user.name=m -c user.email=m@x commit -q -m m\n';
      upstream.write({ [GATE]: verifyWith(setting(), '{}', moves) });
    });
    expect(run.outputs('step')).toEqual({ verdict: '' });
    expect(run.annotations).toMatchObject([{ message: expect.stringContaining('TARGET_COMMIT') }]);
    expect(run.jobs).toEqual({ gate: 'failure' });
  });

  test('refuses inputs that it does not understand, all at once', async () => {
    const run = await pushed(setting(), (upstream) => {
      upstream.write({ [GATE]: verifyWith(setting(), '{ mode: lax, as-of: soon }') });
    });
    expect(run.annotations).toHaveLength(2);
    expect(run.jobs).toEqual({ gate: 'failure' });
  });

  test('lets no name of a file speak to the runner', async () => {
    const run = await pushed(setting(), (upstream) => {
      for (const name of ['::set-output name=pwned::x', '##[set-output name=pwned]x']) {
        upstream.write({ [`.github/workflows/${name}\n${name}.yml`]: other });
      }
    });
    expect(run.jobs).toEqual({ gate: 'failure' });
    expect(run.outputs('step')).toMatchObject({ verdict: expect.not.stringContaining('pass') });
    expect(run.outputs('step')).not.toHaveProperty('pwned');
    // GitHub's runner trims a line first and finds `##[` anywhere (actions/runner, ActionCommand.cs); act does neither.
    expect(run.said('step').filter((line) => /^\s*::|##\[/.test(line))).toEqual([]);
  });
});
