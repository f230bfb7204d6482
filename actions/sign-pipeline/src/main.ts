import { runAction } from '@plumbline/host';
import { run, signPipeline } from '@plumbline/sign-pipeline';

await runAction(signPipeline, run);
