export { verifyPipeline } from './definition.js';
