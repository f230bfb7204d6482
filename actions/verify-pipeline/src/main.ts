import { runAction } from '@plumbline/host';
import { run, verifyPipeline } from '@plumbline/verify-pipeline';

await runAction(verifyPipeline, run);
