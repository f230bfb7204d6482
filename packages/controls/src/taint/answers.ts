import type { Taint } from './taint.js';

/** Fields of what GitHub answers that hold numbers, dates and digests. */
const PLAIN =
  /^(?:number|id|databaseid|node_id|length|additions|deletions|changedfiles|createdat|updatedat|closedat|mergedat|headrefoid|baserefoid|oid|sha|state|isdraft|iscrossrepository|mergeable|login|full_name|(?:\w+_)?url)$/i;

/** Whether a field of an answer holds no free characters. */
export function isPlainField(name: string): boolean {
  return PLAIN.test(name);
}

/** The name of a whole answer of GitHub. */
export const ANSWER = 'an answer of GitHub';

/** The values without what GitHub itself answers (`gh pr view`): a field without free characters was read, which may still name code, or one of the repository's own. */
export function withoutAnswers(
  taints: readonly Taint[],
  field: 'plain' | 'own' = 'plain',
): readonly Taint[] {
  return taints.flatMap((taint) => {
    if (/^gh (?:pr|issue) /.test(taint.name)) return [];
    if (taint.name !== ANSWER) return [taint];
    return field === 'own' ? [] : [{ ...taint, free: false, lines: false }];
  });
}
