export { buildCatalog, type Built, type BuildRequest } from './build/build.js';
export { buildChecks, buildHeadline } from './build/checks.js';
export {
  parseSourceIndex,
  sourceIndexSchema,
  SOURCE_INDEX_FILE,
  type SourceIndex,
} from './model/source-index.js';
export { parseRevocations, revocationsSchema, type Revocation } from './model/revocations.js';
export { CATALOG_FILE, catalogSchema, parseCatalog, writeCatalog } from './model/catalog-file.js';
export type { Catalog } from './model/catalog.js';
export { identityOf } from './model/revocations.js';
export { buildLatestStatement, MAX_LATEST_MS, type Latest } from './release/latest-statement.js';
export type { CatalogTerms, SignedCatalog } from './release/catalog-statement.js';
export { LATEST_FILE, PREVIOUS_FILE, STATEMENT_FILE } from './release/layout.js';
export {
  openCatalogStatement,
  openLatestStatement,
  unopenedFault,
  type Opened,
  type Trust,
} from './release/open-signed.js';
export { signCatalog, signLatest, type SignedRelease } from './release/sign-catalog.js';
export { catalogRefs, type Fetched, type FetchedImages } from './verify/check-elsewhere.js';
export type { Release } from './verify/subject.js';
export { openRelease, verifyRelease, type CatalogVerification } from './verify/verify-catalog.js';
export { diffCatalogs, type CatalogDiff, type StepChange } from './diff/diff.js';
export { pinReferences, type Pinned } from './pin/pin.js';
export { TEKTON_LINES, type TektonLine } from './model/catalog.js';
export { relocate } from './relocate/relocate.js';
