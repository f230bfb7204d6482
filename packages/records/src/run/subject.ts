import { canonicalJson, sha256Hex } from '@plumbline/core';
import type { Subject } from '@plumbline/trust';
import { withoutNulls } from '../statement/nulls.js';
import type { RunIdentity } from './run.js';

/** Stands for a run, or a part of it, where nothing was made that could be the subject: a digest of its identity. */
export function runSubject(run: RunIdentity, part: string | null = null): Subject {
  const identity = withoutNulls({ run, part });
  return {
    name: part === null ? `run:${run.invocation}` : `run:${run.invocation}#${part}`,
    uri: null,
    digest: { sha256: sha256Hex(canonicalJson(identity)) },
  };
}
