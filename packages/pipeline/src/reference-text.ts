/**
 * Why a text cannot be taken for the reference that it looks like: characters that people or other readers
 * see differently (Unicode TR 36, bidirectional controls of TR 9, zero-width and look-alike letters), or null.
 */
export function oddCharacter(text: string): string | null {
  const found = /[^\x21-\x7e]/u.exec(text);
  if (found === null) return null;
  const code = found[0].codePointAt(0) ?? 0;
  return `it holds ${nameOf(code)} (U+${code.toString(16).toUpperCase().padStart(4, '0')})`;
}

function nameOf(code: number): string {
  if (code === 0x20) return 'a space';
  if (code === 0x0a || code === 0x0d) return 'a line break';
  if (code < 0x20 || code === 0x7f) return 'a control character';
  if (isBidirectional(code)) return 'a character that changes the direction of text';
  if (isInvisible(code)) return 'an invisible character';
  return 'a character outside ASCII that may look like another';
}

function isBidirectional(code: number): boolean {
  return (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) || code === 0x61c;
}

function isInvisible(code: number): boolean {
  return (code >= 0x200b && code <= 0x200f) || code === 0x2060 || code === 0xfeff || code === 0xad;
}

/** Whether the text holds a GitHub expression, a Tekton variable or a template of another tool. */
export function hasExpression(text: string): boolean {
  return text.includes('${{') || text.includes('$(') || text.includes('{{');
}
