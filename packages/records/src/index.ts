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
  verifiedRecord,
  type PipelineVerification,
  type PipelineVerified,
} from './verified/build.js';
export type { VerifiedDefinition, VerifiedFunction, VerifiedPart } from './verified/definition.js';
export { currentRun, runIdentity, type RunIdentity } from './run/run.js';
export { runSubject } from './run/subject.js';
export type { SignerIdentity } from './link/signer.js';
export {
  linkDescriptor,
  linksOf,
  material,
  type Descriptor,
  type RecordLink,
} from './link/descriptor.js';
export { portions, type RecordFormat, type RecordParts } from './statement/format.js';
export {
  triggerRecord,
  triggerSubjects,
  type EventContent,
  type TriggerAuthorization,
} from './trigger/trigger.js';
export { executedRecord, executedSubjects, type ExecutedFunction } from './executed/executed.js';
export {
  builtRecord,
  GITHUB_BUILD_TYPE,
  PROVENANCE_PREDICATE,
  TEKTON_BUILD_TYPE,
  type ArtifactBuilt,
} from './built/built.js';
export type { Origin } from './built/origin.js';
export { AUDITOR_ID, auditedRecord, type ArtifactVerified } from './audited/audited.js';
export { buildBom, isBomPredicate, readBom, type Bom } from './bom/bom.js';
export {
  buildConfigurationResult,
  configurationRecord,
  TEST_RESULT_PREDICATE,
  type ConfigurationConditions,
  type ConfigurationJudged,
  type ConfigurationResult,
} from './configuration/build.js';
export { describeRecord, type RecordDescription, type RecordKind } from './store/describe.js';
export { measure } from './manifest/measure.js';
export { readManifestFile, writeManifestFile, type ManifestPlace } from './manifest/file.js';
export { openPrivateKey, openSigner, type SigningPlace } from './signer.js';
export { openTrust } from './trust.js';
export { attachmentBundle, isAttachment } from './store/attachment.js';
export { recordContent } from './store/content.js';
export { envelopeBundle } from './store/envelope.js';
export { keepRecord } from './store/keep.js';
export { isAskedFor, recordKeys, type RecordKeys } from './store/keys.js';
export { buildStatement } from './statement/build.js';
export { formatTime, recordTime } from './statement/time.js';
export { readBuilt, type BuildFacts, type Material } from './chain/built.js';
export { createCollector, type Collected, type Collector, type Trouble } from './chain/collect.js';
export type { Authenticate } from './chain/judged.js';
export { custodyOf, LEVEL_OF, provenCustody } from './chain/custody.js';
export type { Authentic, ChainRecord, RecordSigner, RefusedRecord } from './chain/record.js';
export { partsOf } from './chain/read.js';
export { walk, type Chain, type LinkedRecord, type Walked } from './chain/walk.js';
export { imageUri } from './statement/image-uri.js';
export { imageSignature } from './signature/signature.js';
