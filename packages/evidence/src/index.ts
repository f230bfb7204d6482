export { answer, notApplicable, notAsked, type Objection, type Question } from './check.js';
export { judgeReferences } from './judge.js';
