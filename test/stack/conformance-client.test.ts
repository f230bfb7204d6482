import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { commandOf, digestOf, isGood, vectors } from '../conformance/suite.js';
import type { VerifyCommand } from '../conformance/verify.js';
import { root } from '../support/root.js';

const CLIENT = join(root, 'test', 'conformance', 'client');
const AT_ONCE = 4;
const MODES = ['path', 'digest'] as const;

/** A run of the client; by digest it finds the bundle, key and root alone, in a folder of its own. */
interface Run {
  readonly name: string;
  readonly mode: (typeof MODES)[number];
}

const runs = vectors.flatMap((name) => MODES.map((mode): Run => ({ name, mode })));
const told = ({ name, mode }: Run): string => `${name} by ${mode}`;
const statuses = new Map<string, number>();
const work = mkdtempSync(join(tmpdir(), 'plumbline-conformance-'));

const argumentsOf = ({ bundle, signer, trustedRoot, artifact }: VerifyCommand): string[] => [
  ...['verify-bundle', '--bundle', bundle],
  ...('key' in signer
    ? ['--key', signer.key]
    : ['--certificate-identity', signer.san, '--certificate-oidc-issuer', signer.issuer]),
  ...(trustedRoot === null ? [] : ['--trusted-root', trustedRoot]),
  artifact,
];

/** The command with copies of its files in the present folder, and without its artifact. */
function bare(command: VerifyCommand, folder: string): VerifyCommand {
  const copy = (path: string, name: string): string => {
    copyFileSync(path, join(folder, name));
    return name;
  };
  const { bundle, signer, trustedRoot } = command;
  return {
    bundle: copy(bundle, 'bundle.json'),
    signer: 'key' in signer ? { key: copy(signer.key, 'key.pub') } : signer,
    trustedRoot: trustedRoot === null ? null : copy(trustedRoot, 'root.json'),
    artifact: digestOf(command),
  };
}

function statusOf({ name, mode }: Run): Promise<number> {
  const cwd = mkdtempSync(join(work, 'run-'));
  const command = commandOf(name);
  const args = argumentsOf(mode === 'path' ? command : bare(command, cwd));
  return new Promise((done) => {
    const child = execFile(CLIENT, args, { cwd }, () => {
      done(child.exitCode ?? -1);
    });
  });
}

async function takeFrom(queue: Run[]): Promise<void> {
  for (let run = queue.shift(); run !== undefined; run = queue.shift())
    statuses.set(told(run), await statusOf(run));
}

const isRight = (run: Run): boolean => statuses.get(told(run)) === (isGood(run.name) ? 0 : 1);
const describeWithVectors = runs.length > 0 ? describe : describe.skip;

describeWithVectors('the client of sigstore-conformance, as a process', () => {
  beforeAll(async () => {
    const queue = [...runs];
    await Promise.all(Array.from({ length: AT_ONCE }, () => takeFrom(queue)));
  }, 300_000);

  afterAll(() => {
    rmSync(work, { recursive: true });
    const right = runs.filter(isRight).length;
    process.stderr.write(`sigstore-conformance: ${String(right)} of ${String(runs.length)}\n`);
  });

  test.each(runs)('$name by $mode', (run) => {
    expect(statuses.get(told(run))).toBe(isGood(run.name) ? 0 : 1);
  });

  test.each([
    ['nothing', []],
    ['another command', ['sign-bundle', '--bundle', 'x', 'y']],
    ['the staging instance', ['verify-bundle', '--staging', '--bundle', 'x', '--key', 'y', 'z']],
    ['nobody to trust', ['verify-bundle', '--bundle', 'x', 'y']],
  ])('is told %s', async (_what, args) => {
    const child = await new Promise<number | null>((done) => {
      const started = execFile(CLIENT, args, () => {
        done(started.exitCode);
      });
    });
    expect(child).toBe(3);
  });
});
