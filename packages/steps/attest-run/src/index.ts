export { attestRun } from './definition.js';
export { run } from './run.js';
export { catchUp, follow, waiting, type Controller } from './controller/serve.js';
export { RESOURCES } from './controller/watched.js';
export { openAll } from './store.js';
