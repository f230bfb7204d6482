import { err, usageFault, type Fault, type Result } from '@plumbline/core';
import type { RunFacts, Target, TargetRequest } from '@plumbline/step';
import type { HostOptions } from './options.js';

export interface Repository { readonly gitDir: string }
export interface Targets {
  readonly open: (request: TargetRequest) => Result<Target, Fault>;
  readonly repositoryOf: (target: Target) => Repository | null;
}
export function createTargets(_options: HostOptions, _facts: Result<RunFacts | null, Fault>): Targets {
  return { open: () => err(usageFault('NOT_YET', 'soon')), repositoryOf: () => null };
}
