import { isAbsolute, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { err, ok, usageFault, type Fault, type Result } from '@plumbline/core';
import {
  RECORD_HINT,
  SOURCE_HINT,
  type Target,
  type TaskPlaces,
  type WrittenRecord,
} from '@plumbline/step';
import { createNewFile } from './new-file.js';

/** Tekton takes 4,096 bytes of results from a Task, its own notes among them. */
const BUDGET = 3072;

/** What Tekton adds to each result when it passes them on as JSON. */
const OVERHEAD = Buffer.byteLength('{"key":"","value":"","type":1},');

/** Tekton takes such a text for another type than was declared, and fails the run. */
const READ_AS_JSON = /^\s*(["[{]|null\s*$)/;

/** The results, by name, and the names of those that had to be left empty. */
export interface TaskResults {
  readonly values: ReadonlyMap<string, string>;
  readonly leftOut: readonly string[];
}

/**
 * The value of every declared result; `texts` in the order of their importance. One that does not fit is empty:
 * half a value would be taken for a whole one.
 */
export function fitResults(
  declared: Iterable<string>,
  texts: Readonly<Record<string, string>>,
): TaskResults {
  const names = [...declared];
  const order = [
    ...Object.keys(texts).filter((name) => names.includes(name)),
    ...names.filter((name) => !HINTS.includes(name) && !Object.hasOwn(texts, name)),
  ];
  let left = BUDGET - order.reduce((sum, name) => sum + OVERHEAD + name.length, 0);
  const values = new Map<string, string>();
  const leftOut: string[] = [];
  for (const name of order) {
    const text = texts[name] ?? '';
    const size = Buffer.byteLength(JSON.stringify(text)) - 2;
    const fits = size <= left && !READ_AS_JSON.test(text);
    if (!fits) leftOut.push(name);
    left -= fits ? size : 0;
    values.set(name, fits ? text : '');
  }
  return { values, leftOut };
}

/** They are written where there is something to tell; an object without its properties is none. */
const HINTS: readonly string[] = [RECORD_HINT, SOURCE_HINT];

/** What Chains is told of the commit that was looked at; null: no commit of a known repository was. */
export function sourceHint({ commit, sourceUri }: Target): string | null {
  if (commit === null || sourceUri === null) return null;
  const algorithm = commit.length === 40 ? 'sha1' : 'sha256';
  return JSON.stringify({ uri: sourceUri, digest: `${algorithm}:${commit}` });
}

/** What Chains is told of a record: a file that this Task wrote, and nothing that was built. */
export function recordHint({ path, sha256 }: WrittenRecord): string {
  return JSON.stringify({
    uri: pathToFileURL(path).href,
    digest: `sha256:${sha256}`,
    isBuildArtifact: 'false',
  });
}

/** A file as another Task finds it: relative to the workspace, whose place differs from Task to Task. Other texts stay. */
export function pathInWorkspace(path: string, { reports }: TaskPlaces): string {
  if (reports === null || !isAbsolute(path)) return path;
  const way = relative(reports, path);
  return way.startsWith('..') || isAbsolute(way) ? path : way;
}

/** Writes each result into a file of its own, which must not exist yet; the first, the verdict, once all others are there. */
export function writeResults(
  values: ReadonlyMap<string, string>,
  { results }: TaskPlaces,
): Result<void, Fault> {
  for (const [name, value] of [...values].reverse()) {
    const path = results.get(name);
    if (path === undefined || !createNewFile(path, value, 0o644).ok) {
      return err(usageFault('FILE_UNWRITABLE', `the result ${name} cannot be written`));
    }
  }
  return ok(undefined);
}
