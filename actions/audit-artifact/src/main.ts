import { runAction } from '@plumbline/host';
import { auditArtifact, run } from '@plumbline/audit-artifact';

await runAction(auditArtifact, run);
