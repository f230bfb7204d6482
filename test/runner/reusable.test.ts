import { describe, expect, test } from '@jest/globals';
import type { Repository } from '../support/repository.js';
import { createApp, requestOf, uses } from './app.js';
import { push } from './events.js';
import type { RunOutcome } from './runner.js';
import { describeRuns, useSetting, type Setting } from './setting.js';
import { GATE, gate } from './workflows.js';
import { sign } from './world.js';

const FORM = 'from another repository';
const ACTION = 'verify-pipeline';
const OTHER = '.github/workflows/other.yml';

const KEY = '    secrets: { key: "${{ secrets.PLUMBLINE_KEY }}" }\n';

/** A release that calls the gate, as the documentation shows it. */
function caller({ release }: Setting, extra: string, secrets: string): string {
  return `name: release
on: push
permissions: {}
${extra}jobs:
  gate:
    permissions: { contents: read, id-token: write }
    uses: plumbline/plumbline/.github/workflows/gate.yml@${release.workflows}
${secrets}  deploy:
    needs: gate
    runs-on: ubuntu-latest
    steps:
      - id: deploy
        env:
          VERDICT: \${{ needs.gate.outputs.verdict }}
          PIPELINE: \${{ needs.gate.outputs.pipeline-record-sha256 }}
          CONFIGURATION: \${{ needs.gate.outputs.configuration-record-sha256 }}
          RECORDS: \${{ needs.gate.outputs.records }}
        run: |
          echo "deployed after $VERDICT"
          kinds=
          for record in $RECORDS; do
            echo "$record" | base64 -d > record.json
            sha256sum < record.json | cut -c 1-64
            grep -q dsseEnvelope record.json && kinds="$kinds signed" || kinds="$kinds bare"
          done
          echo "$PIPELINE"; echo "$CONFIGURATION"; echo "records:$kinds"
`;
}

/** A push to an app whose release calls the gate; signed, and then changed. */
async function released(
  setting: Setting,
  change: (upstream: Repository) => void = () => undefined,
  extra = '',
  secrets = KEY,
): Promise<RunOutcome> {
  const upstream = createApp(ACTION, FORM, setting, {
    [OTHER]: 'on: workflow_dispatch\npermissions: {}\njobs: {}\n',
  });
  upstream.write({ [GATE]: caller(setting, extra, secrets) });
  upstream.commit();
  sign(upstream, setting.key);
  change(upstream);
  upstream.commit();
  const request = requestOf(
    { action: ACTION, form: FORM, upstream, event: push(upstream) },
    setting,
  );
  return setting.runner.run(request);
}

describeRuns('gate.yml, called from another repository', () => {
  const setting = useSetting();

  test('passes what is signed and sound, and hands over both records', async () => {
    const run = await released(setting());
    expect(run).toMatchObject({ status: 0, annotations: [], summaries: [] });
    const [said, ...digests] = run.said('deploy');
    expect(said).toBe('deployed after pass');
    expect(digests.slice(0, 2)).toEqual(digests.slice(2, 4));
    expect(digests.slice(4)).toEqual(['records: signed signed']);
    expect(digests[0]).toMatch(/^[0-9a-f]{64}$/);
  });

  describe('stops', () => {
    test.each<[string, string, (upstream: Repository) => void]>([
      [
        'a workflow that nobody signed',
        'verify-pipeline',
        (upstream) => upstream.write({ [OTHER]: 'on: push\npermissions: {}\njobs: {}\n' }),
      ],
      [
        'a signed weakness',
        'config-benchmark',
        (upstream) => {
          upstream.write({
            [OTHER]: `on: issues\npermissions: {}\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo "\${{ github.event.issue.title }}"\n`,
          });
          upstream.commit();
          sign(upstream, setting().key);
        },
      ],
    ])('%s', async (_name, step, change) => {
      const run = await released(setting(), change);
      expect(run).toMatchObject({ status: 1, jobs: { gate: 'failure' } });
      expect(run.annotations).toMatchObject([{ level: 'error', file: OTHER }]);
      expect(run.said('deploy')).toEqual([]);
      expect(run.summaries).toEqual([expect.stringContaining(step)]);
    });
  });

  test('does not see the environment of its caller, as a step of the caller would', async () => {
    const extra = 'env: { NODE_OPTIONS: "--require=/nowhere.js" }\n';
    expect(await released(setting(), undefined, extra)).toMatchObject({ status: 0 });
    const upstream = createApp(ACTION, FORM, setting());
    const step = `- id: step\n  uses: ${uses(FORM, setting())(ACTION)}\n`;
    upstream.write({ [GATE]: extra + gate(step) });
    upstream.commit();
    sign(upstream, setting().key);
    const request = requestOf(
      { action: ACTION, form: FORM, upstream, event: push(upstream) },
      setting(),
    );
    expect(await setting().runner.run(request)).toMatchObject({ jobs: { gate: 'failure' } });
  });

  test('without a key leaves bare statements, which prove nothing', async () => {
    const run = await released(setting(), undefined, '', '');
    expect(run).toMatchObject({ status: 0 });
    expect(run.said('deploy').at(-1)).toBe('records: bare bare');
  });
});
