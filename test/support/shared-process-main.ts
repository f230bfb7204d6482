// The process that `openSharedProcess` starts: each run finds arguments, environment, folder and streams as if it were the first.
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Outcome } from './program.js';
import { readLine } from './pipe.js';
import type { Request } from './shared-process.js';

const REQUESTS = 3;
const ANSWERS = 4;

async function run({ module, args, cwd, env }: Request): Promise<Outcome> {
  const { main } = (await import(pathToFileURL(module).href)) as { main: () => Promise<void> };
  process.chdir(cwd);
  for (const name of Object.keys(process.env)) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, env);
  process.argv.splice(2, Infinity, ...args);
  process.exitCode = undefined;
  const said = [record(process.stdout), record(process.stderr)] as const;
  await main();
  const [stdout, stderr] = said.map((lines) => lines.join(''));
  return { status: exitStatus(), stdout: stdout ?? '', stderr: stderr ?? '' };
}

const exitStatus = (): number => Number(process.exitCode ?? 0);

/** Collects what the run writes to a stream. */
function record(stream: NodeJS.WriteStream): readonly string[] {
  const said: string[] = [];
  stream.write = (text: string | Uint8Array): boolean => {
    said.push(Buffer.from(text).toString());
    return true;
  };
  return said;
}

for (let line = readLine(REQUESTS); line !== null; line = readLine(REQUESTS)) {
  writeFileSync(ANSWERS, `${JSON.stringify(await run(JSON.parse(line) as Request))}\n`);
}
