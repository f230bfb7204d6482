import { attestRun, run } from '@plumbline/attest-run';
import { runCli } from '@plumbline/host';
import type { LoadedCommand } from '../commands.js';

export const attestRunCommand: LoadedCommand = {
  definition: attestRun,
  run: (argv) => runCli(attestRun, run, argv),
};
