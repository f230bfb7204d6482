import { err, ok, undecidableFault, type Fault, type Result } from '@plumbline/core';
import { errorCode } from '../open.js';

/** Carries a fault out of the reader; `attempt` turns it into a result at the door. */
export class GitRefusal extends Error {
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(fault.message);
    this.fault = fault;
  }
}

/** An object whose bytes are not what its id, its size or its form promise. */
export function damaged(id: string, why: string): GitRefusal {
  return new GitRefusal(
    undecidableFault('GIT_OBJECT', `Git object ${id} cannot be used: ${why}`, 'git fsck --full'),
  );
}

/** An object that the repository does not hold: a shallow or partial copy, or borrowed objects. */
export function missingObject(id: string, borrows: boolean): GitRefusal {
  const message = `Git object ${id} is not in this repository${borrows ? '; objects borrowed from others are not read' : ''}`;
  const hint = borrows
    ? 'git repack -a -d'
    : 'Clone without --filter, or: git fetch --refetch --no-filter';
  return new GitRefusal(undecidableFault('GIT_OBJECT_MISSING', message, hint));
}

/** Git data that is too odd to go on with. */
export function refused(message: string, hint?: string): GitRefusal {
  return new GitRefusal(undecidableFault('GIT_REPOSITORY', message, hint));
}

/** Runs a reader of git data: refusals and system errors become faults, bugs stay exceptions. */
export function attempt<T>(read: () => T): Result<T, Fault> {
  try {
    return ok(read());
  } catch (error) {
    if (error instanceof GitRefusal) return err(error.fault);
    if (typeof error !== 'object' || !error || !('syscall' in error)) throw error;
    return err(refused(`The git repository cannot be read: ${errorCode(error)}`).fault);
  }
}
