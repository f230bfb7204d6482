/** What `git` prints that the author of a commit wrote: message, names, addresses; null where it is none of that. */
export function printsAuthors(words: readonly string[]): { readonly lines: boolean } | null {
  const line = words.join(' ');
  if (!/^(?:log|show|rev-list|shortlog|for-each-ref)$/.test(words[0] ?? '')) return null;
  if (!/%[sbBNf]|%a[nNeE]|%c[nNeE]|%\((?:subject|body|contents|author|committer)/.test(line))
    return null;
  return { lines: /%[bBN]|%\((?:body|contents)/.test(line) };
}
