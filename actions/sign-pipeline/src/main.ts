import { runAction } from '@plumbline/host';
import { runSignPipeline, signPipeline } from '@plumbline/sign-pipeline';

await runAction(signPipeline, runSignPipeline);
