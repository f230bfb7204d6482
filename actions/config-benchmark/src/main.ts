import { configBenchmark, run } from '@plumbline/config-benchmark';
import { runAction } from '@plumbline/host';

await runAction(configBenchmark, run);
