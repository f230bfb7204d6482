export { ok, err, type Result } from './result.js';
export { usageFault, undecidableFault, type Fault } from './fault.js';
export type { Post, PostRequest } from './post.js';
export { fileLocation, type Location } from './location.js';
export {
  verdictOf,
  type Check,
  type CheckStatus,
  type Confidence,
  type Finding,
  type FlowStop,
  type Severity,
  type Verdict,
  type Waiver,
} from './check.js';
export type { PolicySource } from './policy-source.js';
export { answer, notApplicable, notAsked, type Objection, type Question } from './answer.js';
export { hashHex, sha256Hex, type HashAlgorithm } from './digest.js';
export type { FigureShape, GraphEdge, GraphFigure, GraphNode, Tone } from './figure.js';
export type { FileTree, TreeEntry, TreeEntryKind } from './file-tree.js';
export type {
  MapEntry,
  MapNode,
  Node,
  ScalarNode,
  ScalarStyle,
  ScalarValue,
  SeqNode,
  Span,
} from './document/node.js';
export { applyEdits, type Edit } from './document/edit.js';
export { createSource, locate, type Source } from './document/source.js';
export type { Problem, ProblemCode } from './document/problem.js';
export {
  readYaml,
  yamlReader,
  type YamlReader,
  type ReadOptions,
  type YamlDocument,
  type YamlFile,
} from './document/yaml/read.js';
export { readJson, type JsonFile } from './document/json/read.js';
export { mapEntry, mapGet, scalarOf, seqItems, stringOf } from './document/access.js';
export { toJson, toPlain, type Plain } from './document/plain.js';
export { canonicalJson } from './text/canonical-json.js';
export { parseDuration } from './text/duration.js';
export { globMatch, wildMatch } from './text/glob.js';
export { parseImageName, type ImageName } from './text/image-name.js';
export { isDate, parseInstant } from './text/instant.js';
export { nearestName } from './text/nearest-name.js';
export { printable } from './text/printable.js';
export { remembered, rememberedOf } from './text/remembered.js';
export { createRedactor, redact, type Redactor } from './text/redact.js';
export { list, record } from './shape/collections.js';
export {
  object,
  optional,
  type Fields,
  type ObjectOf,
  type OptionalField,
} from './shape/object.js';
export { boolean, date, instant, integer, oneOf, text, type TextForm } from './shape/scalars.js';
export {
  described,
  readShape,
  refined,
  type JsonSchema,
  type Shape,
  type ShapeProblem,
  type ShapeProblemCode,
  type ValueOf,
} from './shape/shape.js';
