// What the project reads documents with, of the modules of the library `yaml`: those that are files of their own can be
// left out one by one, as those of its build for Node cannot. The two are of the same source; they differ in `!!binary`
// and in how they warn, and neither is asked for.
import { isScalar as isScalarToken } from '../../../node_modules/yaml/browser/dist/parse/cst.js';

export { Composer } from '../../../node_modules/yaml/browser/dist/compose/composer.js';
export {
  isAlias,
  isMap,
  isScalar,
  isSeq,
} from '../../../node_modules/yaml/browser/dist/nodes/identity.js';
export { Lexer } from '../../../node_modules/yaml/browser/dist/parse/lexer.js';
export { Parser } from '../../../node_modules/yaml/browser/dist/parse/parser.js';
export const CST = { isScalar: isScalarToken };
