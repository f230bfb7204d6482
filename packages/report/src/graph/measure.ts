/** The width of a text in a sans-serif face, on the safe side: figures are drawn where no font can be asked. */
export function textWidth(text: string, size: number): number {
  return [...text].reduce((sum, character) => sum + emOf(character), 0) * size;
}

/** What fits of a text, its middle left out: names that begin alike are told apart by their ends, on paper too. */
export function fit(text: string, size: number, room: number): string {
  if (textWidth(text, size) <= room) return text;
  const half = (room / size - emOf('…')) / 2;
  const characters = [...text];
  const end = within(characters.toReversed(), half).toReversed();
  return `${within(characters, half).join('')}…${end.join('')}`;
}

/** The longest beginning that is no wider. */
function within(characters: readonly string[], ems: number): readonly string[] {
  let used = 0;
  return characters.slice(
    0,
    characters.findIndex((character) => (used += emOf(character)) > ems),
  );
}

function emOf(character: string): number {
  if ((character.codePointAt(0) ?? 0) >= 0x2000) return 1.05;
  if (/[mwMW@%…]/.test(character)) return 0.95;
  if (/[A-Z&]/.test(character)) return 0.72;
  return /[fijlrtI.,:;|'!()[\]/\\ -]/.test(character) ? 0.38 : 0.6;
}
