/** The width of a text in a sans-serif face, on the safe side: figures are drawn where no font can be asked. */
export function textWidth(text: string, size: number): number {
  return [...text].reduce((sum, character) => sum + emOf(character), 0) * size;
}

/** The longest beginning that fits, with an ellipsis where something was cut off. */
export function fit(text: string, size: number, room: number): string {
  if (textWidth(text, size) <= room) return text;
  let used = emOf('…') * size;
  let kept = '';
  for (const character of text) {
    used += emOf(character) * size;
    if (used > room) break;
    kept += character;
  }
  return `${kept}…`;
}

function emOf(character: string): number {
  if ((character.codePointAt(0) ?? 0) >= 0x2000) return 1.05;
  if (/[mwMW@%…]/.test(character)) return 0.95;
  if (/[A-Z&]/.test(character)) return 0.72;
  return /[fijlrtI.,:;|'!()[\]/\\ -]/.test(character) ? 0.38 : 0.6;
}
