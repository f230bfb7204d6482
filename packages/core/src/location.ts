/** A place in a file of the target. Lines and columns start at 1; columns count UTF-16 code units, the end is exclusive. */
export interface Location {
  /** Relative to the target, POSIX separators. */
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** The start of a file, for what concerns the file as a whole. */
export function fileLocation(path: string): Location {
  return { path, line: 1, column: 1, endLine: 1, endColumn: 1 };
}
