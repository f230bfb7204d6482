import {
  err,
  ok,
  sha256Hex,
  undecidableFault,
  usageFault,
  type Fault,
  type Result,
} from '@plumbline/core';
import type { LoadedPolicy, Ports, RunFacts, Target } from '@plumbline/step';
import type { Files } from '../files.js';
import type { Repository } from '../git/repository.js';
import type { HostOptions } from '../options.js';
import { policyOfDefaultBranch } from './from-default-branch.js';
import { builtIn, loadedFrom, POLICY_PATH } from './loaded.js';

export interface PolicyContext {
  readonly options: HostOptions;
  readonly facts: Result<RunFacts | null, Fault>;
  readonly files: Files;
  readonly repositoryOf: (target: Target) => Repository | null;
}

/**
 * Finds the policy in force. What a change under test could have edited is never asked:
 * a pinned file, in a run the default branch, at somebody's own terminal the named file or the target's.
 */
export function createPolicyLoader(context: PolicyContext): Ports['loadPolicy'] {
  const { facts, options } = context;
  return async (target, file) => {
    if (!facts.ok) return facts;
    if (file?.includes('@sha256:')) return pinned(file, context.files);
    if (facts.value !== null)
      return policyOfDefaultBranch({ ...context, run: facts.value }, target, file);
    if (options.face === 'tekton') return ofTask(target, file);
    return file === null ? ofTarget(target) : named(file, context.files);
  };
}

function pinned(file: string, files: Files): Result<LoadedPolicy, Fault> {
  const [, path, sha256] = /^(.+)@sha256:([0-9a-f]{64})$/.exec(file) ?? [];
  if (path === undefined)
    return err(
      usageFault(
        'POLICY_PIN',
        'The pin of the policy is malformed',
        'PATH@sha256:HEX, 64 lower-case digits',
      ),
    );
  const bytes = files.read(path);
  if (!bytes.ok) return bytes;
  const actual = sha256Hex(bytes.value);
  if (actual === sha256) return loadedFrom(bytes.value, { source: 'pinned', path, commit: null });
  const message = `The policy ${path} has sha256 ${actual}; the pin expected ${sha256 ?? ''}`;
  return err(
    undecidableFault('POLICY_DIGEST', message, 'Have the change reviewed, then change the pin'),
  );
}

function named(path: string, files: Files): Result<LoadedPolicy, Fault> {
  const bytes = files.read(path);
  return bytes.ok ? loadedFrom(bytes.value, { source: 'command-line', path, commit: null }) : bytes;
}

function ofTarget(target: Target): Result<LoadedPolicy, Fault> {
  const bytes = readPolicy(target);
  if (!bytes.ok) return bytes;
  if (bytes.value === null) return builtIn(target.commit);
  return loadedFrom(bytes.value, { source: 'target', path: POLICY_PATH, commit: target.commit });
}

/** In a Task the source is that of the change under test, so its policy counts only if pinned from outside. */
function ofTask(target: Target, file: string | null): Result<LoadedPolicy, Fault> {
  const bytes = readPolicy(target);
  if (!bytes.ok) return bytes;
  if (bytes.value === null && file === null) return builtIn(target.commit);
  const hint = `policy: ${file ?? POLICY_PATH}@sha256:HEX (sha256sum of the reviewed file)`;
  return err(
    undecidableFault(
      'POLICY_UNPINNED',
      'The policy could have been edited by the change under test',
      hint,
    ),
  );
}

function readPolicy(target: Target): Result<Uint8Array | null, Fault> {
  const bytes = target.tree.read(POLICY_PATH);
  return !bytes.ok && bytes.error.code === 'FILE_NOT_FOUND' ? ok(null) : bytes;
}
