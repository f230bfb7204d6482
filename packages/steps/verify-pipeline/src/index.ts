export { verifyPipeline } from './definition.js';
export { run } from './run.js';
