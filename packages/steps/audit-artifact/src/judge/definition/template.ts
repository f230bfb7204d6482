import type { TextPiece } from '@plumbline/pipeline';

/** What may stand for a variable: one of these texts, any text of a kind, or whole items of a list. */
export type Standing =
  { readonly values: readonly string[] } | { readonly any: 'text' | 'name' | 'items' };

/** Ends each item of a list; no text of Kubernetes holds it. */
export const END = '\0';

/** Beyond this a text is not laid beside its template. */
const MOST_STEPS = 20_000_000;

/**
 * Whether a text can have come from a template. Time is linear in both: of every piece all places are known at which it can
 * end. Null: they are too long.
 */
export function isFrom(
  pieces: readonly TextPiece[],
  text: string,
  standing: (variable: string) => Standing,
): boolean | null {
  const choices = pieces.map((piece): Standing =>
    'literal' in piece ? { values: [piece.literal] } : standing(piece.variable),
  );
  const steps = choices.reduce((sum, each) => sum + ('values' in each ? each.values.length : 1), 0);
  if (steps * (text.length + 1) > MOST_STEPS) return null;
  let ends = new Uint8Array(text.length + 1);
  ends[0] = 1;
  for (const choice of choices)
    ends = 'values' in choice ? behind(choice.values, text, ends) : through(choice.any, text, ends);
  return ends[text.length] === 1;
}

type Ends = Uint8Array<ArrayBuffer>;

function behind(values: readonly string[], text: string, ends: Ends): Ends {
  const next = new Uint8Array(ends.length);
  for (const value of values)
    for (let at = ends.indexOf(1); at !== -1; at = ends.indexOf(1, at + 1))
      if (text.startsWith(value, at)) next[at + value.length] = 1;
  return next;
}

function through(any: 'text' | 'name' | 'items', text: string, ends: Ends): Ends {
  const next = new Uint8Array(ends.length);
  let isIn = false;
  for (let at = 0; at < ends.length; at += 1) {
    isIn ||= ends[at] === 1;
    const isEnd = any !== 'items' || ends[at] === 1 || text[at - 1] === END;
    if (isIn && isEnd) next[at] = 1;
    isIn &&= goesOn(any, text[at] ?? '');
  }
  return next;
}

function goesOn(any: 'text' | 'name' | 'items', char: string): boolean {
  if (any === 'items') return true;
  return any === 'name' ? /[A-Za-z0-9._-]/.test(char) : char !== END;
}
