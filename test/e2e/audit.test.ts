import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plumbline, report, statuses } from '../support/command.js';
import { root } from '../support/root.js';

const folder = mkdtempSync(join(tmpdir(), 'plumbline-audit-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);
const env = { COSIGN_PASSWORD: 'correct horse battery staple' };
const image = `docker.io/library/busybox@sha256:${'9a'.repeat(32)}`;

/** A finished TaskRun, as the API server gives it. */
const step = (name: string, second: number): object => ({
  name,
  container: `step-${name}`,
  imageID: image,
  terminated: {
    exitCode: 0,
    startedAt: `2026-11-21T12:00:0${String(second)}Z`,
    finishedAt: `2026-11-21T12:00:0${String(second + 1)}Z`,
    reason: 'Completed',
  },
});
const RUN = {
  apiVersion: 'tekton.dev/v1',
  kind: 'TaskRun',
  metadata: { name: 'build-1', namespace: 'ci', uid: 'b2f1c8e0-5d2c-4b7e-9a51-0c9d5e3f7a10' },
  spec: { serviceAccountName: 'builder', taskRef: { name: 'build' } },
  status: {
    conditions: [{ type: 'Succeeded', status: 'True', reason: 'Succeeded' }],
    podName: 'build-1-pod',
    startTime: '2026-11-21T12:00:00Z',
    completionTime: '2026-11-21T12:00:09Z',
    taskSpec: {
      steps: [
        { name: 'clone', image, script: 'git clone' },
        { name: 'compile', image, script: 'make' },
      ],
    },
    steps: [step('clone', 1), step('compile', 3)],
    results: [
      { name: 'CHAINS-GIT_URL', type: 'string', value: 'https://github.com/acme/app' },
      {
        name: 'CHAINS-GIT_COMMIT',
        type: 'string',
        value: '5f2c1e0d9b8a76543210fedcba98765432100abc',
      },
    ],
  },
};

const OPTIONAL = `
  trigger: { require: optional }
  pipeline: { require: optional }
  configuration: { require: optional }
`;

function policy(pem: string, rest: string): string {
  const lines = pem
    .trim()
    .split('\n')
    .map((line) => `        ${line}\n`);
  return `trust:\n  keys:\n    builder:\n      pem: |\n${lines.join('')}audit:\n  time: optional${rest}`;
}

describe('a build is attested and audited', () => {
  beforeAll(() => {
    writeFileSync(at('run.json'), JSON.stringify(RUN));
    writeFileSync(at('app.tar'), 'the artifact');
    expect(plumbline(folder, ['keygen', '--out', 'builder'], env).status).toBe(0);
    writeFileSync(at('.plumbline.yaml'), policy(readFileSync(at('builder.pub'), 'utf8'), OPTIONAL));
    const args = ['attest-run', 'run.json', '--key', 'builder.key', '--store', 'dir:records'];
    expect(plumbline(folder, [...args, '--subjects', 'app.tar'], env).status).toBe(0);
  });
  const audit = (...args: string[]) =>
    report(folder, ['audit-artifact', ...args, '--store', 'dir:records', '--offline']);

  test('it passes by its file, its digest, a list, and a search for what it used', () => {
    const digest = `sha256:${createHash('sha256').update('the artifact').digest('hex')}`;
    writeFileSync(at('list.txt'), `app.tar\n${digest}\n`);
    for (const args of [['app.tar'], [digest], ['@list.txt'], ['--query', 'uses=busybox']]) {
      const run = audit(...args);
      expect(run.status).toBe(0);
      expect(statuses(run.report)).toMatchObject({
        'audit/build': 'pass',
        'audit/functions': 'pass',
      });
    }
  });

  test('another byte, a name, and a policy that asks for more do not', () => {
    writeFileSync(at('other.tar'), 'the artefact');
    expect(audit('other.tar').status).toBe(1);
    expect(plumbline(folder, ['audit-artifact', 'app', '--store', 'dir:records']).status).toBe(3);
    writeFileSync(at('strict.yaml'), policy(readFileSync(at('builder.pub'), 'utf8'), '\n'));
    const strict = audit('app.tar', '--policy', 'strict.yaml');
    expect(strict.status).toBe(1);
    expect(statuses(strict.report)).toMatchObject({
      'audit/trigger': 'fail',
      'audit/pipeline': 'fail',
      'audit/configuration': 'fail',
    });
  });

  test('nobody is trusted without a policy, and the report says who has signed', () => {
    const elsewhere = at('elsewhere');
    mkdirSync(elsewhere);
    const args = ['audit-artifact', at('app.tar'), '--store', `dir:${at('records')}`];
    expect(plumbline(elsewhere, args).status).toBe(2);
  });

  test('with a key the result is a record of its own, and a page and a drawing show the chain', () => {
    const outputs = ['--output', 'html=audit.html', '--output', 'svg=audit.svg'];
    const args = ['audit-artifact', 'app.tar', '--store', 'dir:records', '--key', 'builder.key'];
    const run = plumbline(folder, [...args, ...outputs, '--format', 'json'], env);
    expect(run.status).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({ records: [{ kind: 'artifact-verified' }] });
    const [svg, html] = [
      readFileSync(at('audit.svg'), 'utf8'),
      readFileSync(at('audit.html'), 'utf8'),
    ];
    for (const name of ['compile', 'clone', 'builder', 'app.tar']) {
      expect(svg).toContain(name);
      expect(html).toContain(name);
    }
  });
});

const shared = process.env['PLUMBLINE_SHARED'] ?? join(root, '../shared');
const vectors = join(shared, 'data/sigstore-conformance/bundle-verify');
const isThere = existsSync(vectors);
if (!isThere) console.warn(`skipped: no vectors at ${vectors} (PLUMBLINE_SHARED)`);

(isThere ? describe : describe.skip)(
  'a real build record of another builder, with a certificate',
  () => {
    const bundle = (): Buffer =>
      readFileSync(join(vectors, 'happy-path-intoto-in-dsse-v3/bundle.sigstore.json'));
    const SUBJECT = 'sha256:a0cfc71271d6e278e57cd332ff957c3f7043fdda354c4cbb190a30d56efa01bf';
    const SAN =
      'https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main';

    function audit(trusted: string | null, digest = SUBJECT) {
      const work = mkdtempSync(join(folder, 'real-'));
      mkdirSync(join(work, 'records/sha256'), { recursive: true });
      const sha256 = createHash('sha256').update(bundle()).digest('hex');
      writeFileSync(join(work, `records/sha256/${sha256}.json`), bundle());
      if (trusted !== null) {
        const identity = `{ issuer: 'https://token.actions.githubusercontent.com', san: '${trusted}' }`;
        const text = `trust: { identities: { beacon: ${identity} } }\naudit:\n  functions: { require: optional }${OPTIONAL}`;
        writeFileSync(join(work, '.plumbline.yaml'), text);
      }
      return report(work, ['audit-artifact', digest, '--store', 'dir:records', '--offline']);
    }

    test('is authentic, not trusted, until the policy names its signer', () => {
      const { status, report: found } = audit(null);
      expect(status).toBe(2);
      expect(JSON.stringify(found.checks)).toContain('authentic, not trusted');
    });

    test('fails where it names another source than its certificate proves', () => {
      const { status, report: found } = audit(SAN);
      expect(status).toBe(1);
      expect(statuses(found)).toMatchObject({
        'audit/build': 'fail',
        'audit/artifact': 'pass',
        'audit/time': 'pass',
        'audit/level': 'pass',
      });
    });

    test('speaks of no other artifact, and of no other signer', () => {
      expect(audit(SAN, SUBJECT.replace(/.$/, '0')).status).toBe(1);
      expect(audit(SAN.replace('main', 'other')).status).toBe(1);
    });
  },
);
