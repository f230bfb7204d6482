import { attestRun, run } from '@plumbline/attest-run';
import { runAction } from '@plumbline/host';

await runAction(attestRun, run);
