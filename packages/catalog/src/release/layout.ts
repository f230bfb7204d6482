import { isPlainPath } from '../model/terms.js';
import type { TektonLine } from '../model/catalog.js';

/** The signed catalog beside its index. */
export const STATEMENT_FILE = 'catalog.sigstore.json';
/** The statement which catalog is the latest; renewed without a release. */
export const LATEST_FILE = 'latest.sigstore.json';
/** The signed catalog that this one follows. */
export const PREVIOUS_FILE = 'previous.sigstore.json';
/** The signed catalog that this one was taken over from. */
export const UPSTREAM_FILE = 'upstream.sigstore.json';
/** An OCI layout with the bundles of all Tasks. */
export const BUNDLES_FOLDER = 'oci';

const UNSIGNED: ReadonlySet<string> = new Set([STATEMENT_FILE, LATEST_FILE, PREVIOUS_FILE]);

/** Whether a file at the root of a release is covered by other means than as a subject. */
export function isSignature(path: string): boolean {
  return UNSIGNED.has(path);
}

/** Where the form of a Task for a line of Tekton lies: that for 1.10 at the Task's own path. */
export function variantPath(path: string, line: TektonLine): string {
  if (line === '1.10') return path;
  const moved = `tekton-1.9/${path.split('/').slice(1).join('/')}`;
  if (!isPlainPath(moved)) throw new Error(`${path} has no place for Tekton 1.9`);
  return moved;
}

/** Name and tag of the bundle for a line of Tekton. */
export function variantRef(ref: string, line: TektonLine): string {
  return line === '1.10' ? ref : `${ref}-tekton-1.9`;
}
