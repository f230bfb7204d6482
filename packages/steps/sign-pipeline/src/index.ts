export { signPipeline } from './definition.js';
