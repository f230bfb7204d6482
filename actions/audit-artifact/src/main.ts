import { runAction } from '@plumbline/host';
import { auditArtifact, run } from '@plumbline/audit-artifact';

void runAction(auditArtifact, run);
