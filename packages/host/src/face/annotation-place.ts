import { relative, resolve, sep } from 'node:path';
import type { Location } from '@plumbline/core';

/** Where the runner shows an annotation; it wants paths from the top of the workspace, and columns within one line. */
export interface AnnotationPlace {
  readonly file: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly startColumn?: number;
  readonly endColumn?: number;
}

/** Null for a target outside the workspace: GitHub would show the annotation on some other file. */
export function annotationPlace(
  location: Location,
  target: string,
  workspace: string,
): AnnotationPlace | null {
  const file = relative(workspace, resolve(workspace, target, location.path))
    .split(sep)
    .join('/');
  if (file === '..' || file.startsWith('../')) return null;
  const { line, endLine, column, endColumn } = location;
  return line === endLine
    ? { file, startLine: line, endLine, startColumn: column, endColumn }
    : { file, startLine: line, endLine };
}
