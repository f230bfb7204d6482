import type { AttestInputs } from '../gather.js';

/** Inputs of a run that is exported to `run.json`, signed with this key and kept in one folder; with some of them otherwise. */
export function inputsOf(key: string, changes: Partial<AttestInputs> = {}): AttestInputs {
  return {
    target: 'run.json',
    policy: null,
    mode: 'enforce',
    offline: false,
    format: 'text',
    output: [],
    key,
    store: ['dir:records'],
    token: null,
    verbose: false,
    rev: null,
    worktree: false,
    subjects: [],
    sbom: null,
    'registry-insecure': [],
    link: 'auto',
    ...changes,
  };
}
