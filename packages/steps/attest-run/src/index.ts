export { attestRun } from './definition.js';
export { run } from './run.js';
export { catchUp, follow, type Controller } from './controller/serve.js';
export { RESOURCES } from './controller/completed.js';
export { openAll } from './store.js';
