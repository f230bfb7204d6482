/**
 * Characters that change how a terminal or a log shows what is around them: controls with the escape that starts
 * ANSI sequences, line separators, directional formatting, zero-width characters, variation and tag characters,
 * and halves of surrogate pairs.
 */
const HIDDEN =
  /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Surrogate}\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\u{e0100}-\u{e01ef}]/gu;

/** The text on one line with every hidden character as an escape that can be seen. */
export function printable(text: string): string {
  return text.replace(HIDDEN, (char) => NAMED.get(char) ?? escaped(char));
}

const NAMED: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

function escaped(char: string): string {
  return `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`;
}
