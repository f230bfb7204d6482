import { err, ok, usageFault, type Fault, type Result } from '@plumbline/core';
import type { HostOptions } from '../options.js';

/** `owner/name` of the repository that the stores `github` and `release` belong to: that of the run, or the one that is named. */
export function storeRepository(env: HostOptions['env']): Result<string, Fault> {
  const name = env['GITHUB_REPOSITORY'] ?? '';
  return /^[A-Za-z0-9_-]{1,100}\/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/.test(name)
    ? ok(name)
    : err(
        usageFault(
          'STORE_REPOSITORY',
          'The stores github and release belong to a repository, and none is named',
          'GITHUB_REPOSITORY=owner/name',
        ),
      );
}
