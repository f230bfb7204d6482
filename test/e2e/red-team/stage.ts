import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { verdictOf, type CheckStatus, type Fault } from '@plumbline/core';
import { run as signRun, signPipeline } from '@plumbline/sign-pipeline';
import { parseInputs, readArgv, type Run, type StepDefinition } from '@plumbline/step';
import { run as verifyRun, verifyPipeline } from '@plumbline/verify-pipeline';
import { expect } from '@jest/globals';
import { plumbline, type Outcome } from '../../support/command.js';
import { createKey, type KeyFiles } from '../../support/key.js';
import { files } from '../../support/pipeline-files.js';
import { portsOf } from '../../support/ports.js';

/** Contents by path; null removes the file. */
export type Edit = Readonly<Record<string, string | Uint8Array | null>>;

/** One thing that an attacker does to a good pipeline, and what must come of it. */
export interface Attack {
  readonly name: string;
  /** What the good pipeline holds beside, or instead of, the common files. */
  readonly good?: Edit;
  readonly attack: Edit | ((folder: string) => void);
  /** Somebody with the key was made to sign it, where signing does not refuse it. */
  readonly resigned?: true;
  readonly options?: readonly string[];
  /** The check that must object, or the code of the fault that ends the run. */
  readonly by: string;
  /** 3 where the user's own policy is wrong. */
  readonly exit: 1 | 2 | 3;
}

/** What a run of a step has come to. */
export interface Seen {
  readonly exit: number;
  readonly checks: Readonly<Record<string, CheckStatus>>;
  /** The code of the fault, where there is no report. */
  readonly fault: string | null;
  /** Everything that was said. */
  readonly text: string;
}

/** A folder with a pipeline that is as it should be, and a key that its owner trusts. */
export interface Stage {
  readonly folder: string;
  readonly key: KeyFiles;
  readonly other: KeyFiles;
  readonly write: (edit: Edit) => void;
  readonly sign: (...options: string[]) => Promise<Seen>;
  readonly verify: (...options: string[]) => Promise<Seen>;
  /** The same by the command, as a process. */
  readonly command: (...options: string[]) => Outcome;
  /** By the command, without the key of the owner. */
  readonly untrusting: (...options: string[]) => Outcome;
  readonly dispose: () => void;
}

const SIGN = { definition: signPipeline, run: signRun };
export const VERIFY = { definition: verifyPipeline, run: verifyRun };

export function createStage(contents: Edit = {}): Stage {
  const top = mkdtempSync(join(tmpdir(), 'plumbline-red-'));
  const folder = join(top, 'app');
  const [key, other] = [createKey(top, 'ci'), createKey(top, 'other')];
  const write = (edit: Edit): void => {
    writeAll(folder, edit);
  };
  mkdirSync(folder);
  write({ ...files, ...contents });
  return {
    folder,
    key,
    other,
    write,
    sign: (...options) => inProcess(folder, SIGN, ['--key', key.privatePath, ...options]),
    verify: (...options) => inProcess(folder, VERIFY, ['--trust', key.publicPath, ...options]),
    command: (...options) =>
      plumbline(folder, ['verify-pipeline', '--trust', key.publicPath, ...options]),
    untrusting: (...options) => plumbline(folder, ['verify-pipeline', ...options]),
    dispose: () => {
      rmSync(top, { recursive: true, force: true });
    },
  };
}

function writeAll(folder: string, edit: Edit): void {
  for (const [path, content] of Object.entries(edit)) {
    const file = join(folder, path);
    if (content === null) rmSync(file, { recursive: true });
    else {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
  }
}

/** Runs a step with the ports of the command, without the cost of a process. */
export async function inProcess<D extends StepDefinition>(
  cwd: string,
  { definition, run }: { readonly definition: D; readonly run: Run<D> },
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Seen> {
  const given = readArgv(definition, argv, (name) => env[name]);
  const inputs = parseInputs(definition, given, () => undefined);
  if (!inputs.ok) return faulted(inputs.error[0]);
  const ports = portsOf({ cwd, env });
  const result = await run(inputs.value, ports);
  if (!result.ok) return faulted(result.error);
  const { checks } = result.value;
  const exit = { pass: 0, fail: 1, undecidable: 2 }[verdictOf(checks)];
  const byId = Object.fromEntries(checks.map(({ id, status }) => [id, status]));
  return { exit, checks: byId, fault: null, text: JSON.stringify(result.value) };
}

function faulted(fault: Fault | undefined): Seen {
  const exit = fault?.kind === 'undecidable' ? 2 : 3;
  return { exit, checks: {}, fault: fault?.code ?? null, text: JSON.stringify(fault) };
}

/** The good pipeline passes; after the attack the verdict is the expected one, and the expected check says so. */
export async function expectRefused(of: Attack): Promise<void> {
  const stage = createStage(of.good);
  try {
    const options = of.options ?? [];
    expect(await stage.sign()).toMatchObject({ exit: 0 });
    expect(await stage.verify(...options)).toMatchObject({ exit: 0 });
    if (typeof of.attack === 'function') of.attack(stage.folder);
    else stage.write(of.attack);
    if (of.resigned === true) await stage.sign();
    const seen = await stage.verify(...options);
    expect([seen.exit, objectors(seen)]).toEqual([of.exit, expect.arrayContaining([of.by])]);
  } finally {
    stage.dispose();
  }
}

/** The checks that failed or could not decide, or the fault. */
export function objectors({ checks, fault }: Seen): readonly string[] {
  if (fault !== null) return [fault];
  return Object.entries(checks)
    .filter(([, status]) => status === 'fail' || status === 'error')
    .map(([id]) => id);
}
