export type { PolicySource, StepResult, WrittenRecord } from './result.js';
export type { Log, Ports, RecordStore, RunFacts, Target, TargetRequest } from './ports.js';
export type { LoadedPolicy } from './policy/load.js';
export type { Policy, PolicyWaiver, TrustPolicy, TrustedKey, VerifyPolicy } from './policy/policy.js';
