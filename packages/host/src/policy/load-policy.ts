import { err, usageFault, type Fault, type Result } from '@plumbline/core';
import type { Ports, RunFacts, Target } from '@plumbline/step';
import type { Files } from '../files.js';
import type { HostOptions } from '../options.js';
import type { Repository } from '../git/repository.js';

export interface PolicyContext {
  readonly options: HostOptions;
  readonly facts: Result<RunFacts | null, Fault>;
  readonly files: Files;
  readonly repositoryOf: (target: Target) => Repository | null;
}
export function createPolicyLoader(_context: PolicyContext): Ports['loadPolicy'] {
  return async () => err(usageFault('NOT_YET', 'soon'));
}
