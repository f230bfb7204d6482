import { spawnSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { findCosign, findGh } from '../support/peer.js';
import { openSession, type Session } from './court.js';
import { startInstance, whatIsMissing, type Instance } from './instance.js';
import { SAN } from './issuer.js';
import type { LogVersion } from './log.js';
import { compareTables } from './matrix.js';
import { mutated, MUTATIONS } from './mutations.js';

const cosign = findCosign();
const peer = findGh();
const missing =
  whatIsMissing(1) ??
  whatIsMissing(2) ??
  [cosign, peer].flatMap((each) => ('missing' in each ? [each.missing] : []))[0];
if (missing !== undefined) console.warn(`skipped: ${missing}`);
const describeWithGh = missing === undefined ? describe : describe.skip;

const KEYLESS = 'statement, keyless';
const VERSIONS: readonly LogVersion[] = [2, 1];
const SIGNERS = ['plumbline', 'cosign'] as const;

/** What `gh attestation verify` is asked, other than whether it is a statement of acme/app of this file and workflow. */
interface Asked {
  readonly artifact?: string;
  readonly type?: string;
  readonly workflow?: string;
  readonly repository?: string;
}

const QUESTIONS: readonly (readonly [string, Asked])[] = [
  ['another file', { artifact: 'changed' }],
  ['another type', { type: 'https://cyclonedx.org/bom' }],
  ['another workflow', { workflow: SAN.replace('v1', 'v2') }],
  ['another repository', { repository: 'acme/other' }],
];

describeWithGh('gh attestation verify, offline', () => {
  jest.setTimeout(300_000);
  const instances: Partial<Record<LogVersion, Instance>> = {};
  const sessions: Partial<Record<LogVersion, Session>> = {};

  beforeAll(async () => {
    for (const log of VERSIONS) {
      const instance = await startInstance({ log });
      instances[log] = instance;
      const path = 'path' in cosign ? cosign.path : '';
      sessions[log] = await openSession(instance, { cosign: path, kinds: [KEYLESS], log });
      // It takes roots by lines.
      appendFileSync(join(instance.folder, 'root.json'), '\n');
    }
  });
  afterAll(() => {
    for (const instance of Object.values(instances)) instance.close();
  });

  function verdict(log: LogVersion, bundle: string, asked: Asked = {}): string {
    const { folder = '', issuer } = instances[log] ?? {};
    const { artifact = 'artifact', workflow = SAN, repository = 'acme/app' } = asked;
    const { type = 'https://slsa.dev/provenance/v1' } = asked;
    const args = [
      ...['attestation', 'verify', artifact, '--bundle', bundle],
      ...['--custom-trusted-root', 'root.json', '--predicate-type', type],
      ...['--cert-identity', workflow, '--cert-oidc-issuer', issuer?.url ?? ''],
      ...['--repo', repository],
    ];
    const env = { PATH: '', HOME: folder, GH_CONFIG_DIR: folder, GH_NO_UPDATE_NOTIFIER: '1' };
    const run = spawnSync('path' in peer ? peer.path : '', args, { cwd: folder, env });
    return run.status === 0 ? 'accepted' : 'refused';
  }

  const cases = VERSIONS.flatMap((log) => SIGNERS.map((by) => [log, by] as const));

  test.each(cases)('with Rekor v%d it accepts what %s signs, and nothing else', (log, by) => {
    const bundle = `${by} ${KEYLESS}.json`;
    expect(verdict(log, bundle)).toBe('accepted');
    expect(QUESTIONS.map(([, asked]) => verdict(log, bundle, asked))).toEqual(
      QUESTIONS.map(() => 'refused'),
    );
  });

  test.each(MUTATIONS)('it accepts no other statement or signature: $name', (mutation) => {
    const change = sessions[2]?.changed(KEYLESS, (bundle, other) =>
      mutated(mutation, bundle, other),
    );
    expect([change?.[0], verdict(2, `changed ${KEYLESS}.json`)]).toEqual([
      mutation.keyless,
      'refused',
    ]);
  });

  test('the page says what was seen here', () => {
    const row = (log: LogVersion, by: string, question: string, asked: Asked) => [
      by === 'plumbline' ? 'Plumbline' : by,
      `Rekor v${String(log)}`,
      question,
      verdict(log, `${by} ${KEYLESS}.json`, asked),
    ];
    const { documented, rendered } = compareTables({
      gh: [
        ...cases.map(([log, by]) => row(log, by, '', {})),
        ...QUESTIONS.map(([question, asked]) => row(2, 'plumbline', question, asked)),
      ],
    });
    expect(documented).toEqual(rendered);
  });
});
