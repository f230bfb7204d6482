export { configBenchmark } from './definition.js';
export { run } from './run.js';
