import { writeFileSync } from 'node:fs';
import { err, ok, type Check, type Fault } from '@plumbline/core';
import { runAction, runCli } from '@plumbline/host';
import { commonInputs, defineStep, type Run } from '@plumbline/step';

/** What a run of the step is to come to; its own output repeats the headline. */
interface Asked {
  readonly checks: readonly Check[];
  readonly said?: string;
  readonly log?: readonly string[];
  readonly records?: readonly [];
  readonly fault?: Fault;
  readonly throws?: string;
}

const definition = defineStep({
  name: 'try-step',
  stage: 'composition',
  summary: 'Try.',
  inputs: commonInputs,
  outputs: { said: 'What was said.' },
  permissions: {},
  network: [],
  examples: [],
});

const run: Run<typeof definition> = (inputs, ports) => {
  const asked = JSON.parse(process.env['TRY'] ?? '') as Asked;
  if (asked.throws !== undefined) throw new Error(asked.throws);
  for (const line of asked.log ?? []) ports.log.info(line);
  if (asked.fault) return Promise.resolve(err(asked.fault));
  const said = asked.said ?? inputs.key ?? 'looked';
  const done = {
    ...{ target: inputs.target, headline: said, notes: [], own: null },
    ...{ records: asked.records ?? [], checks: asked.checks },
    policy: { source: 'built-in', path: null, sha256: null, commit: null },
    outputs: { said, undeclared: 'x' },
  } as const;
  return Promise.resolve(ok(done));
};

const start = (argv: readonly string[]): Promise<void> =>
  process.env['FACE'] === 'action' ? runAction(definition, run) : runCli(definition, run, argv);

/** Runs the step as TRY says, on the face FACE; or many times, as MANY says, and writes the exit codes to the file `codes`. */
export async function main(): Promise<void> {
  const many = JSON.parse(process.env['MANY'] ?? '[]') as [object, string, string][];
  if (many.length === 0) return start(process.argv.slice(2));
  const codes: unknown[] = [];
  for (const [asked, mode, format] of many) {
    const inputs = { INPUT_MODE: mode, INPUT_FORMAT: format };
    Object.assign(process.env, { TRY: JSON.stringify(asked), ...inputs });
    await start(['--mode', mode, '--format', format]);
    codes.push(process.exitCode);
  }
  writeFileSync('codes', JSON.stringify(codes));
}
