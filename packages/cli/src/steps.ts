import { runCli } from '@plumbline/host';
import { runSignPipeline, signPipeline } from '@plumbline/sign-pipeline';
import { runVerifyPipeline, verifyPipeline } from '@plumbline/verify-pipeline';
import type { LoadedCommand } from './commands.js';

export const signPipelineCommand: LoadedCommand = {
  definition: signPipeline,
  run: (argv) => runCli(signPipeline, runSignPipeline, argv),
};

export const verifyPipelineCommand: LoadedCommand = {
  definition: verifyPipeline,
  run: (argv) => runCli(verifyPipeline, runVerifyPipeline, argv),
};
