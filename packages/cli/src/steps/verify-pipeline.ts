import { run, verifyPipeline } from '@plumbline/verify-pipeline';
import { runCli } from '@plumbline/host';
import type { LoadedCommand } from '../commands.js';

export const verifyPipelineCommand: LoadedCommand = {
  definition: verifyPipeline,
  run: (argv) => runCli(verifyPipeline, run, argv),
};
