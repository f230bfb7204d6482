/** The name that was probably meant; none if nothing is near: more than a third of the word would have to change. */
export function nearestName(word: string, names: Iterable<string>): string | undefined {
  if (word.length > MAX_WORD) return undefined;
  let best: { name: string; distance: number } | undefined;
  for (const name of names) {
    if (Math.abs(name.length - word.length) > allowed(word)) continue;
    const distance = editDistance(word.toLowerCase(), name.toLowerCase());
    if (distance <= allowed(word) && distance < (best?.distance ?? Infinity))
      best = { name, distance };
  }
  return best?.name;
}

const MAX_WORD = 100;

function allowed(word: string): number {
  return Math.max(1, Math.floor(word.length / 3));
}

/** Edits, where swapping two neighbours is one (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let distance = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + cost);
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] && i > 1 && j > 1) {
        distance = Math.min(distance, at(beforeLast, j - 2) + 1);
      }
      row.push(distance);
    }
    beforeLast = last;
    last = row;
  }
  return at(last, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}
