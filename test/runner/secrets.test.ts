import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { createApp, requestOf, uses } from './app.js';
import { push } from './events.js';
import { TOKEN } from './loopback-github.js';
import { describeRuns, useSetting, type Setting } from './setting.js';
import { GATE, gate } from './workflows.js';

const FORM = 'from another repository';
const show = '- run: printf "%s\\n" "$KEY"\n  env: { KEY: "${{ env.KEY }}" }\n';

async function logOf(setting: Setting, steps: string, env: Readonly<Record<string, string>>) {
  const action = 'sign-pipeline';
  const upstream = createApp(action, FORM, setting);
  upstream.write({ [GATE]: gate(steps) });
  upstream.commit();
  const event = push(upstream);
  const request = requestOf({ action, form: FORM, upstream, event }, setting);
  return setting.runner.run({ ...request, plain: true, env: { ...request.env, ...env } });
}

describeRuns('a secret', () => {
  const setting = useSetting();

  test('is masked from when an Action has read it, also where the runner does not know it', async () => {
    const key = readFileSync(setting().key.privatePath, 'utf8');
    const lines = key.split('\n').filter((line) => /^[A-Za-z0-9+/=]{16,}$/.test(line));
    expect(lines.length).toBeGreaterThan(0);
    const action = uses(FORM, setting())('sign-pipeline');
    const step = `- id: step\n  uses: ${action}\n  with: { key: "\${{ env.KEY }}" }\n`;
    const before = await logOf(setting(), `${show}${step}`, { KEY: key });
    expect(before.status).toBe(0);
    const after = await logOf(setting(), `${step}${show}`, { KEY: key });
    expect(after.status).toBe(0);
    for (const line of lines) {
      expect(before.log).toContain(line);
      expect(after.log).not.toContain(line);
    }
  });

  test('of the job is in no log, whatever an Action shows', async () => {
    const key = readFileSync(setting().key.privatePath, 'utf8');
    for (const action of ['sign-pipeline', 'verify-pipeline']) {
      const step = `- id: step\n  uses: ${uses(FORM, setting())(action)}\n  with: { key: "\${{ secrets.PLUMBLINE_KEY }}", format: json }\n`;
      const { log } = await logOf(setting(), step, {});
      expect(log).toContain('"verdict"');
      expect(log).not.toContain(TOKEN);
      for (const line of key.split('\n').filter((text) => text.length > 4)) {
        expect(log).not.toContain(line);
      }
    }
  });
});
