import {
  accessSync,
  constants,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  statSync,
} from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { err, ok, printable, undecidableFault, type Fault, type Result } from '@plumbline/core';
import type { Tool, ToolRequest, Tools } from '@plumbline/step';
import { digestFiles } from './digest-files.js';
import { createFiles } from './files.js';
import type { HostOptions } from './options.js';

const TIMEOUT_MS = 600_000;
const MAX_COMPLAINT = 2_000;

type ToolOptions = Pick<HostOptions, 'env' | 'cwd'>;

/** Programs of others: found on the PATH by absolute folders alone, told by their digest, run without our environment. */
export function createTools(options: ToolOptions): Tools {
  return {
    find: (names) => find(names, options.env['PATH'] ?? ''),
    absolute: (path) => resolve(options.cwd, path),
    run: async (tool, request) => {
      const { tmpdir } = await import('node:os');
      const place = mkdtempSync(join(tmpdir(), 'plumbline-tool-'));
      try {
        return await run(tool, request, { place, path: options.env['PATH'] ?? '' });
      } finally {
        rmSync(place, { recursive: true, force: true });
      }
    },
  };
}

function find(names: readonly string[], path: string): Result<Tool | null, Fault> {
  const folders = path.split(':').filter((folder) => isAbsolute(folder));
  for (const name of names) {
    const found = folders.map((folder) => join(folder, name)).find(isProgram);
    if (found === undefined) continue;
    const real = realpathSync(found);
    const digest = digestFiles(real, '/');
    if (!digest.ok) return digest;
    return ok({ name, path: real, sha256: digest.value[0]?.sha256 ?? '' });
  }
  return ok(null);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

interface Place {
  /** Empty, and gone afterwards. */
  readonly place: string;
  readonly path: string;
}

async function run(
  tool: Tool,
  { args, env, result }: ToolRequest,
  { place, path }: Place,
): Promise<Result<Uint8Array, Fault>> {
  const [cwd, home] = ['work', 'home'].map((name) => join(place, name)) as [string, string];
  for (const folder of [cwd, home]) mkdirSync(folder);
  const variables = { ...env, PATH: path, HOME: home, TMPDIR: home };
  const complaint = await ended(tool, args, { cwd, env: variables });
  if (complaint !== null) return err(failed(tool, complaint));
  const left = createFiles({ cwd, stdin: null }).read(result);
  return left.ok ? left : err(failed(tool, 'it left no result'));
}

/** Null once it has ended well; else its last words. */
async function ended(
  { path }: Tool,
  args: readonly string[],
  at: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<string | null> {
  const { spawn } = await import('node:child_process');
  return new Promise((done) => {
    const child = spawn(path, args, {
      ...at,
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: TIMEOUT_MS,
      killSignal: 'SIGKILL',
    });
    let said = '';
    child.stderr.on('data', (bytes: Buffer) => {
      said = (said + bytes.toString('utf8')).slice(-MAX_COMPLAINT);
    });
    child.on('error', () => {
      done('it cannot be started');
    });
    child.on('close', (code, signal) => {
      const [last = ''] = said.trim().split('\n').slice(-1);
      done(code === 0 ? null : `it ended with ${String(code ?? signal)}: ${last}`);
    });
  });
}

function failed({ name }: Tool, why: string): Fault {
  return undecidableFault('TOOL_FAILED', printable(`${name} made nothing: ${why}`.slice(0, 500)));
}
