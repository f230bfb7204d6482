import { err, ok, usageFault, type Fault, type Result } from '@plumbline/core';
import { configBenchmark, explain, run } from '@plumbline/config-benchmark';
import { runCli, runCommand, type CommandOutput } from '@plumbline/host';
import { readPlaces, type InputsOf } from '@plumbline/step';
import type { LoadedCommand } from '../commands.js';

export const configBenchmarkCommand: LoadedCommand = {
  definition: configBenchmark,
  run: (argv) =>
    asksToExplain(argv)
      ? runCommand(configBenchmark, explained, argv)
      : runCli(configBenchmark, run, argv),
};

/** Never in a Task: an item of a list param must not change what the Task does. */
function asksToExplain(argv: readonly string[]): boolean {
  return readPlaces(argv) === null && argv.some((word) => /^--explain(?:=|$)/.test(word));
}

function explained(
  inputs: InputsOf<typeof configBenchmark>,
): Promise<Result<CommandOutput, Fault>> {
  return Promise.resolve(explainedNow(inputs));
}

function explainedNow({
  explain: word,
  format,
}: InputsOf<typeof configBenchmark>): Result<CommandOutput, Fault> {
  if (format !== 'text')
    return err(usageFault('INPUT_INVALID', '--explain prints text', 'leave --format out'));
  const text = explain(word ?? '');
  return text.ok ? ok({ forms: { text: () => text.value }, exitCode: 0 }) : text;
}
