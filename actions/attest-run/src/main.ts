import { attestRun, run } from '@plumbline/attest-run';
import { runAction } from '@plumbline/host';

void runAction(attestRun, run);
