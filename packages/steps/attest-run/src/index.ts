export { attestRun } from './definition.js';
export { run } from './run.js';
