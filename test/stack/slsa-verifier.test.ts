import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256Hex } from '@plumbline/core';
import { plumbline } from '../support/command.js';
import { createKey, type KeyFiles } from '../support/key.js';
import { findPeer } from '../support/peer.js';
import { createRepository, type Repository } from '../support/repository.js';
import { exportedTaskRun } from '../support/tekton-run.js';
import { policyTrusting } from '../runner/app.js';

const peer = findPeer(
  'slsa-verifier',
  'github.com/slsa-framework/slsa-verifier/v2/cli/slsa-verifier',
);
if ('missing' in peer) console.warn(`skipped: ${peer.missing}`);
const describeWithPeer = 'path' in peer ? describe : describe.skip;

const WORKFLOW = 'name: ci\non: push\npermissions: {}\njobs: {}\n';
const APP = 'the artifact';
const IMAGE = { url: 'ghcr.io/acme/app', digest: `sha256:${'4b'.repeat(32)}` };

/** What of a verification summary names what was verified (SLSA VSA v1). */
interface Summary {
  readonly predicateType: string;
  readonly predicate: { readonly resourceUri: string; readonly verifier: { readonly id: string } };
}

/** A summary in its envelope, and who it says has verified what. */
interface Kept {
  readonly envelope: string;
  readonly of: Summary['predicate'];
}

describeWithPeer('slsa-verifier reads our verification summaries', () => {
  const work = mkdtempSync(join(tmpdir(), 'plumbline-vsa-'));
  let key: KeyFiles;
  let other: KeyFiles;
  let repository: Repository;

  beforeAll(() => {
    key = createKey(work, 'ci');
    other = createKey(work, 'other');
    repository = createRepository({
      '.github/workflows/ci.yml': WORKFLOW,
      '.plumbline.yaml': `${policyTrusting('ci', key)}verify: { minSerial: 1 }
audit:
  level: 1
  time: optional
  trigger: { require: optional }
  pipeline: { require: optional }
  configuration: { require: optional }
`,
      'app.tar': APP,
    });
    must('sign-pipeline');
    repository.commit();
    writeFileSync(join(repository.path, 'run.json'), exportedTaskRun(IMAGE));
  });
  afterAll(() => {
    repository.dispose();
    rmSync(work, { recursive: true });
  });

  function must(...args: readonly string[]): void {
    const run = plumbline(repository.path, [...args, '--key', key.privatePath]);
    if (run.status !== 0) throw new Error(run.stdout + run.stderr);
  }

  /** The one summary in a folder of records. */
  function summaryIn(folder: string): Kept {
    const found = readdirSync(join(work, folder, 'sha256')).flatMap((name) => {
      const text = readFileSync(join(work, folder, 'sha256', name), 'utf8');
      const { dsseEnvelope } = JSON.parse(text) as { dsseEnvelope: { payload: string } };
      const payload = Buffer.from(dsseEnvelope.payload, 'base64').toString();
      const { predicateType, predicate } = JSON.parse(payload) as Summary;
      if (predicateType !== 'https://slsa.dev/verification_summary/v1') return [];
      return [{ envelope: JSON.stringify(dsseEnvelope), of: predicate }];
    });
    const [one, second] = found;
    if (one === undefined || second !== undefined) throw new Error('not one summary');
    return one;
  }

  interface Asked {
    readonly digest: string;
    readonly level: string;
    readonly pub?: KeyFiles;
    readonly verifier?: string;
    readonly resource?: string;
  }

  /** The exit status of `slsa-verifier verify-vsa`. */
  function judged({ envelope, of }: Kept, asked: Asked): number | null {
    const path = join(work, 'envelope.json');
    writeFileSync(path, envelope);
    const {
      digest,
      level,
      pub = key,
      verifier = of.verifier.id,
      resource = of.resourceUri,
    } = asked;
    const args = [
      ...['verify-vsa', '--attestation-path', path, '--public-key-path', pub.publicPath],
      ...['--subject-digest', digest, '--verified-level', level],
      ...['--verifier-id', verifier, '--resource-uri', resource],
    ];
    const env = { PATH: '', HOME: work };
    return spawnSync('path' in peer ? peer.path : '', args, { env }).status;
  }

  const digestOf = (text: string): string => `sha256:${sha256Hex(Buffer.from(text))}`;

  const storeOf = (name: string): readonly string[] => ['--store', `dir:${join(work, name)}`];

  /** Makes a summary of this content, of this level, in the folder of its name. */
  const STEPS = {
    'verify-pipeline': {
      ...{ content: WORKFLOW, level: 'PLUMBLINE_PIPELINE_SIGNED' },
      make: () => must('verify-pipeline', ...storeOf('verify-pipeline')),
    },
    'audit-artifact': {
      ...{ content: APP, level: 'PLUMBLINE_BUILD_LEVEL_1' },
      make: () => {
        must('attest-run', 'run.json', '--subjects', 'app.tar', ...storeOf('audit-artifact'));
        must('audit-artifact', 'app.tar', '--offline', ...storeOf('audit-artifact'));
      },
    },
  };

  test.each(['verify-pipeline', 'audit-artifact'] as const)('of %s', (step) => {
    const { make, content, level } = STEPS[step];
    make();
    const kept = summaryIn(step);
    const asked = { digest: digestOf(content), level };
    expect(judged(kept, asked)).toBe(0);
    const changed = kept.envelope.replace(/"payload":"(.)/, '"payload":"A$1');
    expect([
      judged(kept, { ...asked, digest: digestOf('another') }),
      judged(kept, { ...asked, level: 'SLSA_BUILD_LEVEL_3' }),
      judged(kept, { ...asked, pub: other }),
      judged(kept, { ...asked, verifier: 'https://example.com/verifier' }),
      judged(kept, { ...asked, resource: 'git+https://github.com/acme/other' }),
      judged({ ...kept, envelope: changed }, asked),
    ]).toEqual(Array(6).fill(1));
  });
});
