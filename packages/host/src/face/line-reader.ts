import type { Redactor } from '@plumbline/core';
import type { Target } from '@plumbline/step';

/** Lines of the target's files, for excerpts; undefined for what cannot be read. Each file is read once. */
export function lineReader(
  target: Target | null,
  redact: Redactor,
): (path: string, line: number) => string | undefined {
  const files = new Map<string, readonly string[]>();
  return (path, line) => {
    const lines = files.get(path) ?? linesOf(target, path, redact);
    files.set(path, lines);
    return lines[line - 1];
  };
}

/** Redacted as a whole: a secret may span lines. */
function linesOf(target: Target | null, path: string, redact: Redactor): readonly string[] {
  const bytes = target?.tree.read(path);
  return bytes?.ok === true
    ? redact(new TextDecoder().decode(bytes.value)).split(/\r\n|\r|\n/)
    : [];
}
