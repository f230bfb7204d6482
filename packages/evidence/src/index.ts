export { judgeReferences } from './judge.js';
export { checkReadable } from './references/readable.js';
