import { configBenchmark, run } from '@plumbline/config-benchmark';
import { runAction } from '@plumbline/host';

void runAction(configBenchmark, run);
