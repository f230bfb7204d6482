export { signPipeline } from './definition.js';
export { run } from './run.js';
