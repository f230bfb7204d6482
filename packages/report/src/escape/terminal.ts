/**
 * Characters that move, hide or reorder what a reader sees: C0 and C1 controls, soft hyphen, bidi controls,
 * zero-width and invisible formatting, line separators, variation and tag characters, unpaired surrogates.
 */
const UNSEEN =
  /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0\ufe00-\ufe0f\u{e0100}-\u{e01ef}]|\p{Cs}/gu;

/** One line of text in which nothing acts on the reader's terminal: what cannot be seen is written as `\u{hex}`. */
export function printable(text: string): string {
  return text.replace(UNSEEN, (character) =>
    character === '\n' || character === '\t' || character === '\r'
      ? ' '
      : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/**
 * A whole line of a log that is not a command of the runner: it trims a line and obeys `::` at its start,
 * and obeys `##[` anywhere.
 */
export function logLine(line: string): string {
  return line.replaceAll('##[', '#\\u{23}[').replace(/^(\s*):(?=:)/u, '$1\\u{3a}');
}
