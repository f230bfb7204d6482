/**
 * A whole line of a log that is not a command of the runner: it trims a line and obeys `::` at its start,
 * and obeys `##[` anywhere.
 */
export function logLine(line: string): string {
  return line.replaceAll('##[', '#\\u{23}[').replace(/^(\s*):(?=:)/u, '$1\\u{3a}');
}
