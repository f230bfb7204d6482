import { createSource, globMatch, type Source } from '@plumbline/core';
import { textAt } from '../files.js';
import { shared, type Subject } from '../subject.js';
import type { Place } from '../violation.js';

/** A line of CODEOWNERS that names a pattern. */
export interface OwnerRule {
  readonly pattern: string;
  readonly owners: readonly string[];
  readonly at: Place;
}

/** The file that says who must review what. */
export interface Owners {
  readonly source: Source;
  readonly path: string;
  readonly rules: readonly OwnerRule[];
}

/** Where GitHub looks, the first one wins (About code owners). */
const PATHS = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];

/** The CODEOWNERS that counts; null if there is none. */
export const ownersOf = shared((subject: Subject): Owners | null => {
  for (const path of PATHS) {
    const text = textAt(subject, path);
    if (text !== null) return read(createSource(path, text));
  }
  return null;
});

function read(source: Source): Owners {
  const rules: OwnerRule[] = [];
  let start = 0;
  for (const line of source.text.split('\n')) {
    const bare = line.replace(/(?:^|\s)#.*$/, '').trim();
    const [pattern, ...owners] = bare.split(/\s+/);
    const span = { start, end: start + line.replace(/\r$/, '').length };
    if (pattern !== undefined && pattern !== '')
      rules.push({ pattern, owners, at: { source, span } });
    start += line.length + 1;
  }
  return { source, path: source.path, rules };
}

/** The last rule that matches a path decides. */
export function ruleFor({ rules }: Owners, path: string): OwnerRule | null {
  return rules.findLast(({ pattern }) => matches(pattern, path)) ?? null;
}

/** Whether somebody owns a path. */
export function isOwned(owners: Owners, path: string): boolean {
  return (ruleFor(owners, path)?.owners.length ?? 0) > 0;
}

/** The patterns of gitignore, without `!`, `[ ]` and escapes, which CODEOWNERS does not take. */
function matches(pattern: string, path: string): boolean {
  const bare = pattern.replace(/^\//, '');
  const isAnchored = pattern.startsWith('/') || bare.slice(0, -1).includes('/');
  const glob = `${isAnchored ? '' : '**/'}${bare.endsWith('/') ? `${bare}**` : bare}`;
  const last = glob.slice(glob.lastIndexOf('/') + 1);
  return globMatch(glob, path) || (!last.includes('*') && globMatch(`${glob}/**`, path));
}
