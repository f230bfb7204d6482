export { configBenchmark } from './definition.js';
export { explain } from './explain.js';
export { run } from './run.js';
