import type { Taint } from './taint.js';

/** Fields of what GitHub answers that hold numbers, dates and digests. */
const PLAIN =
  /^(?:number|id|databaseid|node_id|length|additions|deletions|changedfiles|createdat|updatedat|closedat|mergedat|headrefoid|baserefoid|oid|sha|state|isdraft|iscrossrepository|mergeable)$/i;

/** Whether a field of an answer holds no free characters. */
export function isPlainField(name: string): boolean {
  return PLAIN.test(name);
}

/** The values without what GitHub itself answers (`gh pr view`): a field of that without free characters was read. */
export function withoutAnswers(taints: readonly Taint[]): readonly Taint[] {
  return taints.filter(({ name }) => !/^gh (?:pr|issue) /.test(name));
}
