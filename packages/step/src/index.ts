export {
  asOfInput,
  commonInputs,
  commonOutputs,
  targetInputs,
  type CommonValues,
} from './common-inputs.js';
export {
  defineCommand,
  defineStep,
  type CommandDefinition,
  type Example,
  type InputsOf,
  type Run,
  type Stage,
  type StepDefinition,
} from './define.js';
export type {
  DownloadedAction,
  GitHub,
  GitHubArtifact,
  GitHubJob,
  GitHubRun,
  GitHubStep,
  GitHubUser,
  IdentityClaims,
} from './github.js';
export type { Face, Input, Inputs } from './input.js';
export { readArgv } from './argv.js';
export { readInputVariables } from './variables.js';
export { parseInputs, type GivenInputs } from './parse-inputs.js';
export { actionYml } from './projection/action-yml.js';
export { catalogYaml } from './projection/catalog.js';
export { commandHelp } from './projection/help.js';
export { inputSchema } from './projection/input-schema.js';
export { fillMarkers, readmeTables, taskReadmeTables } from './projection/readme.js';
export { RECORD_HINT, SOURCE_HINT, taskYaml, unreleasedTask } from './projection/task.js';
export { readPlaces, type TaskPlaces } from './projection/task-arguments.js';
export type { Descriptor, Manifest, Registry, RegistryRepository } from './registry.js';
export { version } from './version.js';
export type { StepDisplay, StepResult, WrittenRecord } from './result.js';
export type {
  Base,
  DigestedFile,
  FoundRecords,
  Log,
  NewRecord,
  Ports,
  RecordQuery,
  RecordStore,
  Replacement,
  RunFacts,
  TaskFacts,
  StoredRecord,
  StoreProblem,
  Target,
  TargetRequest,
} from './ports.js';
export type { LoadedPolicy } from './policy/load.js';
export type { AuditPolicy, Custody, Denial } from './policy/audit.js';
export type {
  BenchmarkPolicy,
  Policy,
  PolicyWaiver,
  TrustPolicy,
  TrustedKey,
  VerifyPolicy,
} from './policy/policy.js';
export { builtInPolicy } from './policy/built-in.js';
export { parsePolicy, type PolicyProblem } from './policy/parse.js';
export { policySchema } from './policy/shape.js';
export { applyWaivers, type Waived, type Waiving } from './waive.js';
export type { Kubernetes, WatchEvent } from './kubernetes.js';
export type { Tool, ToolRequest, Tools } from './tools.js';
