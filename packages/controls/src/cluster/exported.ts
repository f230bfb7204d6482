import { dirname } from 'node:path/posix';
import { shared, type Subject } from '../subject.js';
import { nodeAt, objectsOf } from './objects.js';

/** What a cluster writes into an object, and no author does (Kubernetes API conventions, "Metadata"). */
const GIVEN = [
  'uid',
  'resourceVersion',
  'managedFields',
  'generation',
  'creationTimestamp',
] as const;

/** The folders that hold what was exported from a cluster: an export is not mixed with what people write. */
const exportedFolders = shared(
  (subject: Subject): ReadonlySet<string> =>
    new Set(
      objectsOf(subject)
        .filter(({ node }) => GIVEN.some((key) => nodeAt(node, 'metadata', key) !== null))
        .map(({ path }) => dirname(path)),
    ),
);

/** Whether a file came from a cluster: it is changed where the cluster got it from, not here. */
export function isExported(subject: Subject, { path }: { readonly path: string }): boolean {
  return exportedFolders(subject).has(dirname(path));
}
