import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { sha256Hex } from '@plumbline/core';
import { provenCustody } from '@plumbline/records';
import { loadTrust, verifyBundle } from '@plumbline/trust';
import { createApp, POLICY, policyTrusting, requestOf } from '../runner/app.js';
import { push } from '../runner/events.js';
import type { RunOutcome } from '../runner/runner.js';
import { describeRuns, useSetting } from '../runner/setting.js';
import { GATE } from '../runner/workflows.js';
import { sign } from '../runner/world.js';
import { startInstance, whatIsMissing, type Instance } from './instance.js';
import { startJobTokens, type JobTokens } from './job-tokens.js';
import { get, signed, signersOf, statementOf } from './signing.js';

const missing = whatIsMissing();
if (missing !== null) console.warn(`skipped: ${missing}`);
const describeGate = missing === null ? describeRuns : describe.skip;

const ACTION = 'verify-pipeline';
const FORM = 'from another repository';

describeGate('gate.yml without a key, on the runner and with the servers of sigstore', () => {
  jest.setTimeout(120_000);
  const setting = useSetting();
  let instance: Instance;
  let tokens: JobTokens;
  let trusted: { readonly text: string; readonly config: string };

  const gateUri = (): string =>
    `https://github.com/plumbline/plumbline/.github/workflows/gate.yml@${setting().release.workflows}`;

  /** The claims of a job that runs the called workflow. */
  const claims = () => ({
    job_workflow_ref: gateUri().replace('https://github.com/', ''),
    job_workflow_sha: setting().release.workflows,
    workflow_ref: `acme/app/${GATE}@refs/heads/main`,
  });

  beforeAll(async () => {
    instance = await startInstance();
    tokens = await startJobTokens(instance.issuer);
    const one = await signed(signersOf(instance).witnessed, statementOf('one'));
    const [entry] = one.verificationMaterial.tlogEntries;
    const text = JSON.stringify(instance.trustedRoot(entry?.logId.keyId ?? ''));
    trusted = { text, config: instance.signingConfig.text };
  });
  afterAll(() => {
    tokens.close();
    instance.close();
  });

  const pinned = (file: string, text: string): string =>
    `{ file: ${file}, sha256: ${sha256Hex(Buffer.from(text))} }`;

  function caller(): string {
    return `name: release
on: push
permissions: {}
jobs:
  gate:
    permissions: { contents: read, id-token: write }
    uses: plumbline/plumbline/.github/workflows/gate.yml@${setting().release.workflows}
    with: { keyless: true }
  deploy:
    needs: gate
    runs-on: ubuntu-latest
    steps:
      - id: deploy
        env: { RECORDS: "\${{ needs.gate.outputs.records }}" }
        run: for record in $RECORDS; do echo "$record"; done
`;
  }

  async function run(): Promise<RunOutcome> {
    const upstream = createApp(ACTION, FORM, setting(), {
      'trust/root.json': trusted.text,
      'trust/signing.json': trusted.config,
      [POLICY]: `${policyTrusting('ci', setting().key)}  roots: { own: ${pinned('trust/root.json', trusted.text)} }
  signing: { config: ${pinned('trust/signing.json', trusted.config)} }
`,
    });
    upstream.write({ [GATE]: caller() });
    upstream.commit();
    sign(upstream, setting().key);
    const request = requestOf(
      { action: ACTION, form: FORM, upstream, event: push(upstream) },
      setting(),
    );
    const env = { ...request.env, ...tokens.env(claims()) };
    return setting().runner.run({ ...request, env });
  }

  test('signs both records as itself, apart from its caller', async () => {
    const { status, said, log } = await run();
    expect([status, log.includes(tokens.right)]).toEqual([0, false]);
    expect(tokens.given).toHaveLength(2);
    const trust = get(
      loadTrust(
        {
          roots: { own: { file: 'root.json', sha256: sha256Hex(Buffer.from(trusted.text)) } },
          keys: {},
          identities: {
            gate: { issuer: instance.issuer.url, san: gateUri(), root: null, claims: {} },
          },
        },
        () => ({ ok: true, value: Buffer.from(trusted.text) }),
      ),
    );
    const lines = said('deploy').filter((line) => line !== '');
    const records = lines.map((line) => Buffer.from(line, 'base64'));
    expect(records).toHaveLength(2);
    for (const record of records) {
      const verified = verifyBundle(record, { ...trust, now: new Date() });
      if (!verified.ok) throw new Error(verified.error.message);
      const { signer, certificate, signedAt } = verified.value;
      expect([signer, provenCustody(certificate?.claims ?? {})]).toEqual(['gate', 'isolated']);
      expect(signedAt).not.toBeNull();
    }
  });
});
