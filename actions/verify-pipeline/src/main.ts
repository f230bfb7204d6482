import { runAction } from '@plumbline/host';
import { run, verifyPipeline } from '@plumbline/verify-pipeline';

void runAction(verifyPipeline, run);
