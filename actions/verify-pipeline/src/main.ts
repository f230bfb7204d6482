import { runAction } from '@plumbline/host';
import { runVerifyPipeline, verifyPipeline } from '@plumbline/verify-pipeline';

await runAction(verifyPipeline, runVerifyPipeline);
