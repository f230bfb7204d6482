import { run, signPipeline } from '@plumbline/sign-pipeline';
import { runCli } from '@plumbline/host';
import type { LoadedCommand } from '../commands.js';

export const signPipelineCommand: LoadedCommand = {
  definition: signPipeline,
  run: (argv) => runCli(signPipeline, run, argv),
};
