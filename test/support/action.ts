import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './root.js';

/** What a runner has after an Action has run. */
export interface ActionOutcome {
  readonly status: number | null;
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
}

export interface ActionRun {
  readonly action: string;
  readonly inputs: Readonly<Record<string, string>>;
  /** The checked-out repository, and the commit that the run is for. */
  readonly workspace: string;
  readonly commit: string;
  readonly ref?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Run where there is no network at all, not even loopback. */
  readonly isolated?: boolean;
}

/** Runs the committed bundle of an Action as the runner does: `INPUT_` variables in, command files out. */
export function runAction(of: ActionRun): ActionOutcome {
  const temp = mkdtempSync(join(tmpdir(), 'plumbline-runner-'));
  const bundle = join(root, 'actions', of.action, 'dist', 'index.js');
  const files = { output: join(temp, 'output'), summary: join(temp, 'summary') };
  for (const file of Object.values(files)) writeFileSync(file, '');
  writeFileSync(join(temp, 'event.json'), '{"repository":{"default_branch":"main"}}');
  mkdirSync(join(temp, 'temp'));
  const command = [process.execPath, bundle];
  const argv = of.isolated === true ? ['unshare', '--net', ...command] : command;
  const run = spawnSync(argv[0] ?? '', argv.slice(1), {
    cwd: of.workspace,
    env: { ...runnerEnv(of, temp, files), ...inputsEnv(of.inputs), ...of.env },
    encoding: 'utf8',
  });
  const outcome = {
    status: run.status,
    log: run.stdout + run.stderr,
    outputs: readOutputs(readFileSync(files.output, 'utf8')),
    summary: readFileSync(files.summary, 'utf8'),
  };
  rmSync(temp, { recursive: true });
  return outcome;
}

function runnerEnv(
  of: ActionRun,
  temp: string,
  files: { readonly output: string; readonly summary: string },
): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    GITHUB_ACTIONS: 'true',
    GITHUB_REPOSITORY: 'acme/app',
    GITHUB_REPOSITORY_ID: '42',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REF: of.ref ?? 'refs/heads/main',
    GITHUB_SHA: of.commit,
    GITHUB_RUN_ID: '8123',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_EVENT_NAME: 'push',
    GITHUB_EVENT_PATH: join(temp, 'event.json'),
    GITHUB_WORKSPACE: of.workspace,
    GITHUB_OUTPUT: files.output,
    GITHUB_STEP_SUMMARY: files.summary,
    RUNNER_TEMP: join(temp, 'temp'),
    // Dozens of runs load the same bundle.
    NODE_COMPILE_CACHE: join(root, '.cache', 'compiled'),
  };
}

function inputsEnv(inputs: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
  );
}

/** `name<<delimiter`, the value, the delimiter: the only form that the toolkit writes. */
function readOutputs(text: string): Readonly<Record<string, string>> {
  const blocks = text.matchAll(/^(?<name>[^<\n]+)<<(?<end>.+)\n(?<value>[^]*?)\n?\k<end>$/gm);
  return Object.fromEntries(
    [...blocks].map(({ groups }) => [groups?.['name'] ?? '', groups?.['value'] ?? '']),
  );
}
