import { auditArtifact, run } from '@plumbline/audit-artifact';
import { runCli } from '@plumbline/host';
import type { LoadedCommand } from '../commands.js';

export const auditArtifactCommand: LoadedCommand = {
  definition: auditArtifact,
  run: (argv) => runCli(auditArtifact, run, argv),
};
