export { auditArtifact } from './definition.js';
export { run } from './run.js';
