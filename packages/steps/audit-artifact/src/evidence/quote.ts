import { printable } from '@plumbline/core';

/** A text as one word of a shell (POSIX, 2.2.2), without characters that hide what is around them. */
export function shellWord(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  return `'${printable(text).replaceAll("'", String.raw`'\''`)}'`;
}

/** A line that `sha256sum -c` reads; a name with a backslash or a line break is escaped as coreutils do it. */
export function checksumLine(sha256: string, path: string): string {
  const escaped = path.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
  return `${escaped === path ? '' : '\\'}${sha256}  ${escaped}\n`;
}
