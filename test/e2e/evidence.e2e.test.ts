import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sha256Hex } from '@plumbline/core';
import { plumbline } from '../support/command.js';
import { createKey } from '../support/key.js';
import { findCosign } from '../support/peer.js';
import { exportedTaskRun } from '../support/tekton-run.js';

const peer = findCosign();
if ('missing' in peer) console.warn(`skipped: ${peer.missing}`);
const describeWithCosign = 'missing' in peer ? describe.skip : describe;

const folder = mkdtempSync(join(tmpdir(), 'plumbline-evidence-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});
const at = (...names: string[]): string => join(folder, ...names);

/** A name that a shell would act on, if it were not quoted. */
const HOSTILE = "o'dd $(touch hacked) `id`.tar";
const DIGEST = `sha256:${'4b'.repeat(32)}`;
const IMAGE = `ghcr.io/acme/app@${DIGEST}`;
const STORE = ['--store', 'dir:records', '--offline'];

function policy(pem: string): string {
  const lines = pem.trim().replaceAll(/^/gm, '        ');
  const optional = ['trigger', 'pipeline', 'configuration'];
  return [
    `trust:\n  keys:\n    builder:\n      pem: |\n${lines}\naudit:\n  time: optional`,
    ...optional.map((role) => `  ${role}: { require: optional }`),
    '',
  ].join('\n');
}

/** Runs the script of a folder where no program of ours can be found. */
function verify(evidence: string, ...args: string[]) {
  return verifyWith({}, evidence, args);
}

function verifyWith(env: Readonly<Record<string, string>>, evidence: string, args: string[] = []) {
  const path = `${at('programs')}:/usr/bin:/bin`;
  const run = spawnSync('sh', [join(evidence, 'verify.sh'), ...args], {
    cwd: at('empty'),
    env: { PATH: path, ...env },
    encoding: 'utf8',
  });
  const failed = run.stdout.split('\n').filter((line) => line.startsWith('FAIL  '));
  return { status: run.status, failed, output: `${run.stdout}${run.stderr}` };
}

/** Somebody who changes what was handed over, and corrects the list of digests. */
function changed(change: (folder: string) => void): string {
  const copy = mkdtempSync(at('copy-'));
  cpSync(at('evidence'), copy, { recursive: true });
  change(copy);
  rewrite(join(copy, 'SHA256SUMS'), (sums) =>
    sums.replaceAll(/^.{64}(?= {2}(.+)$)/gm, (_digest, name: string) =>
      sha256Hex(readFileSync(join(copy, name))),
    ),
  );
  return copy;
}

function rewrite(path: string, edit: (text: string) => string): void {
  writeFileSync(path, edit(readFileSync(path, 'utf8')));
}

const recordsIn = (evidence: string) =>
  readdirSync(join(evidence, 'records/sha256')).map((name) =>
    join(evidence, 'records/sha256', name),
  );

const payloadOf = (bundle: string): string =>
  Buffer.from(/"payload": *"([^"]*)"/.exec(bundle)?.[1] ?? '', 'base64').toString();

describeWithCosign('what is handed to an auditor', () => {
  beforeAll(() => {
    for (const name of ['empty', 'programs', 'artifacts']) mkdirSync(at(name));
    if ('path' in peer) symlinkSync(peer.path, at('programs', 'cosign'));
    const key = createKey(folder, 'builder');
    writeFileSync(at('.plumbline.yaml'), policy(key.publicPem));
    writeFileSync(at('run.json'), exportedTaskRun({ url: 'ghcr.io/acme/app', digest: DIGEST }));
    writeFileSync(at(HOSTILE), 'the artifact');
    cpSync(at(HOSTILE), at('artifacts', HOSTILE));
    writeFileSync(at('samples.txt'), `${HOSTILE}\n${IMAGE}\n`);
    const subjects = ['--subjects', HOSTILE, '--subjects', IMAGE];
    const args = ['attest-run', 'run.json', '--key', 'builder.key', ...STORE, ...subjects];
    expect(plumbline(folder, args)).toMatchObject({ status: 0 });
    const collect = ['evidence', 'collect', '@samples.txt', ...STORE, '--out', 'evidence'];
    expect(plumbline(folder, collect)).toMatchObject({ status: 0, stderr: '' });
  });

  test('is checked again with sha256sum, openssl and cosign alone', () => {
    expect(verify(at('evidence'))).toMatchObject({ status: 0, failed: [] });
    expect(verify(at('evidence'), at('artifacts'))).toMatchObject({ status: 0, failed: [] });
    expect(readdirSync(at('empty'))).toEqual([]);
    const report = JSON.parse(readFileSync(at('evidence', 'report.json'), 'utf8')) as object;
    expect(report).toMatchObject({ step: 'audit-artifact', verdict: 'pass' });
  });

  test('takes another cosign from where it was called', () => {
    const own = { PATH: '/usr/bin:/bin', COSIGN: '../programs/cosign' };
    expect(verifyWith(own, at('evidence'))).toMatchObject({ status: 0, failed: [] });
    const none = { ...own, COSIGN: '../programs/none' };
    expect(verifyWith(none, at('evidence'))).toMatchObject({ status: 2, failed: [] });
  });

  test('has a page that lists what lies there, and nothing else', () => {
    const page = readFileSync(at('evidence', 'README.txt'), 'utf8');
    const listed = page.split('What lies here')[1]?.split('Records')[0] ?? '';
    const names = [...listed.matchAll(/^ {2}([\w.]+)/gm)].map(([, name]) => name);
    expect(['README.txt', ...names].sort()).toEqual(readdirSync(at('evidence')).sort());
  });

  test('fails for another artifact', () => {
    const others = mkdtempSync(at('others-'));
    writeFileSync(join(others, HOSTILE), 'the artefact');
    expect(verify(at('evidence'), others)).toMatchObject({
      status: 1,
      failed: ['FAIL  the artifacts have the digests that were audited'],
    });
  });

  test('fails for a file that was added, or changed with its digest', () => {
    const added = changed((copy) => {
      writeFileSync(join(copy, 'more'), '');
    });
    expect(verify(added)).toMatchObject({
      status: 1,
      failed: ['FAIL  the folder is as it was handed over'],
    });
    rewrite(join(added, 'policy.yaml'), (text) => `${text}# more\n`);
    expect(verify(added).status).toBe(1);
  });

  test.each<[string, (copy: string) => void, RegExp]>([
    [
      'a record that says something else',
      (copy) => {
        for (const path of recordsIn(copy))
          rewrite(path, (text) => {
            const payload = payloadOf(text);
            const other = payload.replace('"succeeded"', '"failed"');
            return text.replace(
              /("payload": *")[^"]*/,
              `$1${Buffer.from(other).toString('base64')}`,
            );
          });
      },
      /signed by builder, by openssl/,
    ],
    [
      'a statement that its record does not hold',
      (copy) => {
        for (const name of readdirSync(join(copy, 'statements')))
          rewrite(join(copy, 'statements', name), (text) => text.replace('build', 'guild'));
      },
      /is what it is named by/,
    ],
    [
      'another key',
      (copy) => {
        writeFileSync(join(copy, 'keys/builder.pub'), createKey(copy, 'keys/other').publicPem);
        rmSync(join(copy, 'keys/other.key'));
        rmSync(join(copy, 'keys/other.pub'));
      },
      /signed by builder$/,
    ],
    [
      'a record that is gone',
      (copy) => {
        for (const path of recordsIn(copy)) writeFileSync(path, '');
      },
      /is what its build record speaks of/,
    ],
  ])('fails for %s', (_name, change, expected) => {
    const { status, failed } = verify(changed(change));
    expect(status).toBe(1);
    expect(failed).toContainEqual(expect.stringMatching(expected));
  });

  test('cannot be checked without cosign, and says so', () => {
    const run = spawnSync('sh', [at('evidence', 'verify.sh')], {
      env: { PATH: '/usr/bin:/bin' },
      encoding: 'utf8',
    });
    expect(run).toMatchObject({ status: 2, stdout: 'missing: cosign\n' });
  });

  test('an audit that failed stays failed, and its evidence is handed over as well', () => {
    writeFileSync(at('unknown.tar'), 'nobody built this');
    writeFileSync(at('mixed.txt'), `${HOSTILE}\nunknown.tar\n`);
    const args = ['evidence', 'collect', '@mixed.txt', ...STORE, '--out', 'mixed'];
    expect(plumbline(folder, args).status).toBe(1);
    expect(verify(at('mixed'))).toMatchObject({
      status: 1,
      failed: ['FAIL  unknown.tar: the audit passed (report.html)'],
    });
  });

  test('fits into one archive, and is read by an audit again', () => {
    const collect = ['evidence', 'collect', HOSTILE, ...STORE, '--out', 'evidence.tar'];
    expect(plumbline(folder, collect).status).toBe(0);
    const opened = mkdtempSync(at('opened-'));
    expect(spawnSync('tar', ['-xf', at('evidence.tar')], { cwd: opened }).status).toBe(0);
    const evidence = join(opened, 'evidence');
    expect(verify(evidence)).toMatchObject({ status: 0, failed: [] });
    const again = ['audit-artifact', IMAGE, ...STORE, '--policy', 'policy.yaml'];
    expect(plumbline(evidence, again).status).toBe(0);
  });

  test('is not mixed with what is there already', () => {
    const args = ['evidence', 'collect', HOSTILE, ...STORE, '--out'];
    for (const out of ['evidence', 'evidence.tar']) {
      expect(plumbline(folder, [...args, out])).toMatchObject({ status: 3 });
    }
    expect(plumbline(folder, ['evidence', 'collect', HOSTILE, ...STORE]).status).toBe(3);
  });
});
