import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import type { EventOfRun } from './events.js';
import { GATE } from './workflows.js';

/** One line of `act --json`. */
interface Line {
  readonly msg?: string;
  readonly jobID?: string;
  readonly stepID?: readonly string[];
  readonly jobResult?: string;
  readonly command?: string;
  readonly name?: string;
  readonly arg?: string;
  readonly content?: string;
  readonly kvPairs?: Readonly<Record<string, string>>;
  readonly raw_output?: boolean;
}

export interface Annotation {
  readonly level: string;
  readonly message: string;
  readonly file: string;
  readonly line: number;
}

/** What a run leaves, as the runner understood it. */
export interface RunOutcome {
  readonly status: number | null;
  /** All that the runner printed, with its masks. */
  readonly log: string;
  /** Result of each job that was started. */
  readonly jobs: Readonly<Record<string, string>>;
  readonly annotations: readonly Annotation[];
  readonly summaries: readonly string[];
  /** Of the step with this id. */
  readonly outputs: (step: string) => Readonly<Record<string, string>>;
  /** Lines that are no commands. */
  readonly said: (step: string) => readonly string[];
}

export interface RunRequest {
  /** The folder that a checkout has left; what `actions/checkout` does in the run is to copy it. */
  readonly checkout: { readonly path: string };
  readonly event: EventOfRun;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** The workflow that is run, if it is not the gate of most tests. */
  readonly workflow?: string;
  /** Run where there is no network at all, not even loopback. */
  readonly isolated?: boolean;
  /** The log as people see it; then there is nothing but `status` and `log`. */
  readonly plain?: boolean;
}

export interface Runner {
  readonly run: (request: RunRequest) => Promise<RunOutcome>;
  readonly dispose: () => void;
}

/** A runner of act in host mode with a home and caches of its own. */
export function createRunner(act: string): Runner {
  const home = mkdtempSync(join(tmpdir(), 'plumbline-act-'));
  mkdirSync(join(home, '.config', 'act'), { recursive: true });
  writeFileSync(join(home, '.config', 'act', 'actrc'), '');
  const run = async (request: RunRequest): Promise<RunOutcome> => {
    const event = join(home, 'event.json');
    writeFileSync(event, JSON.stringify(request.event.payload));
    const command = [act, ...argumentsOf(request, event, join(home, 'actions'))];
    const { status, stdout, stderr } = await execute(
      request.isolated === true ? ['unshare', '--net', ...command] : command,
      request.checkout.path,
      {
        // act runs whatever `node` comes first, whichever of node20 or node24 an Action asks for.
        PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}`,
        HOME: home,
      },
    );
    const lines = request.plain === true ? [] : stdout.trim().split('\n').map(readLine);
    return { status, log: stdout + stderr, ...understood(lines) };
  };
  const dispose = (): void => {
    rmSync(home, { recursive: true, force: true });
  };
  return { run, dispose };
}

const RUNNERS = ['ubuntu-latest', 'ubuntu-24.04'];

function argumentsOf(request: RunRequest, event: string, cache: string): readonly string[] {
  return [
    request.event.name,
    // Its own default is no login that GitHub could tell.
    '--actor',
    'dana',
    '--eventpath',
    event,
    ...RUNNERS.flatMap((label) => ['--platform', `${label}=-self-hosted`]),
    '--workflows',
    request.workflow ?? GATE,
    '--action-cache-path',
    cache,
    '--no-cache-server',
    ...(request.plain === true ? [] : ['--json']),
    ...pairs('--secret', request.secrets),
    ...pairs('--env', request.env),
  ];
}

function pairs(option: string, values: Readonly<Record<string, string>> = {}): readonly string[] {
  return Object.entries(values).flatMap(([name, value]) => [option, `${name}=${value}`]);
}

interface Executed {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function execute(
  [program = '', ...args]: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<Executed> {
  const child = spawn(program, args, {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 110_000,
    killSignal: 'SIGKILL',
  });
  const text = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (chunk: string) => (text[stream] += chunk));
  }
  return new Promise((done, failed) => {
    child.on('error', failed).on('close', (status) => {
      done({ status, ...text });
    });
  });
}

function readLine(text: string): Line {
  return JSON.parse(text) as Line;
}

function understood(lines: readonly Line[]): Omit<RunOutcome, 'status' | 'log'> {
  const ofStep = (step: string): readonly Line[] =>
    lines.filter(({ stepID }) => stepID?.[0] === step);
  return {
    jobs: Object.fromEntries(
      lines.flatMap(({ jobID, jobResult }) => (jobID && jobResult ? [[jobID, jobResult]] : [])),
    ),
    annotations: lines.flatMap(annotationOf),
    summaries: lines.flatMap(({ command, content }) =>
      command === 'summary' ? [content ?? ''] : [],
    ),
    outputs: (step) =>
      Object.fromEntries(
        ofStep(step).flatMap(({ command, name = '', arg = '' }) =>
          command === 'set-output' ? [[name, arg]] : [],
        ),
      ),
    said: (step) =>
      ofStep(step).flatMap(({ raw_output: isPlain, msg = '' }) => (isPlain ? [msg.trimEnd()] : [])),
  };
}

function annotationOf({ command = '', arg = '', kvPairs }: Line): readonly Annotation[] {
  if (!['error', 'warning', 'notice'].includes(command)) return [];
  const { file = '', line = '0' } = kvPairs ?? {};
  return [{ level: command, message: arg, file, line: Number(line) }];
}
