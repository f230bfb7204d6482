import { configBenchmark, run } from '@plumbline/config-benchmark';
import { runCli } from '@plumbline/host';
import type { LoadedCommand } from '../commands.js';

export const configBenchmarkCommand: LoadedCommand = {
  definition: configBenchmark,
  run: (argv) => runCli(configBenchmark, run, argv),
};
