import { runAction } from '@plumbline/host';
import { run, signPipeline } from '@plumbline/sign-pipeline';

void runAction(signPipeline, run);
