export {
  fileSubjects,
  PIPELINE_PREDICATE,
  type Manifest,
  type ManifestFile,
  type ManifestSource,
  type RefClass,
} from './manifest/manifest.js';
export {
  buildManifest,
  measuredFiles,
  type ManifestTerms,
  type MeasuredClosure,
} from './manifest/build.js';
export { compareManifest, type Comparison, type Difference } from './manifest/compare.js';
export { fileDigests } from './manifest/file-digests.js';
export {
  judgeTerms,
  type Circumstances,
  type TermCode,
  type TermProblem,
} from './manifest/judge.js';
export { parseManifest } from './manifest/parse.js';
export type { ManifestReference } from './manifest/reference.js';
export {
  buildPipelineVerified,
  VERIFIER_ID,
  VSA_PREDICATE,
  type Conditions,
  type PipelineVerification,
  type RunIdentity,
} from './verified/build.js';
export {
  buildConfigurationResult,
  TEST_RESULT_PREDICATE,
  type ConfigurationConditions,
  type ConfigurationResult,
} from './configuration/build.js';
export { describeRecord, type RecordDescription, type RecordKind } from './store/describe.js';
export { measure } from './manifest/measure.js';
export { readManifestFile, writeManifestFile, type ManifestPlace } from './manifest/file.js';
export { openSigner } from './signer.js';
export { keepRecord } from './store/keep.js';
export { isAskedFor, recordKeys, type RecordKeys } from './store/keys.js';
