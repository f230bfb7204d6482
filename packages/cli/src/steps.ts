import { attestRun, run as attest } from '@plumbline/attest-run';
import { auditArtifact, run as audit } from '@plumbline/audit-artifact';
import { configBenchmark, run as benchmark } from '@plumbline/config-benchmark';
import { runCli } from '@plumbline/host';
import { run as sign, signPipeline } from '@plumbline/sign-pipeline';
import { run as verify, verifyPipeline } from '@plumbline/verify-pipeline';
import type { LoadedCommand } from './commands.js';

export const attestRunCommand: LoadedCommand = {
  definition: attestRun,
  run: (argv) => runCli(attestRun, attest, argv),
};

export const auditArtifactCommand: LoadedCommand = {
  definition: auditArtifact,
  run: (argv) => runCli(auditArtifact, audit, argv),
};

export const configBenchmarkCommand: LoadedCommand = {
  definition: configBenchmark,
  run: (argv) => runCli(configBenchmark, benchmark, argv),
};

export const signPipelineCommand: LoadedCommand = {
  definition: signPipeline,
  run: (argv) => runCli(signPipeline, sign, argv),
};

export const verifyPipelineCommand: LoadedCommand = {
  definition: verifyPipeline,
  run: (argv) => runCli(verifyPipeline, verify, argv),
};
