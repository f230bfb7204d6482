export { auditArtifact } from './definition.js';
export { audit, run } from './run.js';
export { evidenceOf } from './evidence/evidence.js';
export { resultOf } from './result.js';
