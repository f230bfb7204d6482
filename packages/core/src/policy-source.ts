/** Where the policy in force came from (threats.md 2: never the running ref). */
export interface PolicySource {
  readonly source: 'built-in' | 'target' | 'command-line' | 'pinned' | 'default-branch';
  readonly path: string | null;
  readonly sha256: string | null;
  /** The commit it was read from, for `default-branch` and for a `target` that is a commit. */
  readonly commit: string | null;
}
