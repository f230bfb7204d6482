/** Why a path cannot name a file in a record; null if it can. */
export function pathProblem(path: string): string | null {
  if (path !== path.normalize('NFC')) return 'it is not in Unicode normal form C';
  if (/[\p{Cc}\p{Cf}\p{Surrogate}\\]/u.test(path))
    return 'it holds a hidden character or a backslash';
  const parts = path.split('/');
  const isRelative = parts.every((part) => part !== '' && part !== '.' && part !== '..');
  return isRelative ? null : 'it is not a plain path below the root';
}
