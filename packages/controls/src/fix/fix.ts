import type { Edit } from '@plumbline/core';

/**
 * What mends a violation and changes nothing that a careful author wants; or why nothing does for certain.
 * Violations that one change mends share its `edits`.
 */
export type Fix =
  { readonly edits: readonly Edit[]; readonly does: string } | { readonly left: string };

/** Where a change of a few lines is not certain to stay one. */
export const UNUSUAL = {
  left: 'it is written in a form that is not edited',
} as const satisfies Fix;
