import type { Span } from '@plumbline/core';

/** Characters that a reader does not see or sees elsewhere. */
export interface Hidden extends Span {
  readonly name: string;
}

/** Explicit directional formatting, tags, runs of variation selectors (Unicode UAX #9; Unicode core, 23.9). */
const HARD =
  /[\u202a-\u202e\u2066-\u2069]|[\u{e0000}-\u{e007f}]|[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]{2,}/gu;
/** Without width; some writing systems and emoji need them between their own characters. */
const SOFT = /[\u00ad\u115f\u1160\u180e\u200b-\u200f\u2060-\u2064\u3164\uffa0]|(?<!^)\ufeff/gu;
/** Code that is pushed out of the window; a comment is none. */
const PADDED = /[^\s][ \t]{150,}(?=[^\s#])/g;

export function hiddenIn(text: string): readonly Hidden[] {
  return [
    ...[...text.matchAll(HARD)].filter(({ 0: found, index }) => !isFlag(text, found, index)),
    ...[...text.matchAll(SOFT)].filter(
      ({ index }) => isAmongAscii(text, index) && !isInComment(text, index),
    ),
  ]
    .map(({ 0: found, index }) => ({
      name: `U+${(found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`,
      start: index,
      end: index + found.length,
    }))
    .concat(
      [...text.matchAll(PADDED)].map(({ 0: found, index }) => ({
        name: 'a wide gap',
        start: index,
        end: index + found.length,
      })),
    );
}

/** Tags behind an emoji make a flag. */
function isFlag(text: string, found: string, index: number): boolean {
  const code = found.codePointAt(0) ?? 0;
  return code >= 0xe0000 && code <= 0xe007f && (text[index - 1] ?? 'a') > '\u007f';
}

function isAmongAscii(text: string, index: number): boolean {
  return (text[index - 1] ?? 'a') <= '\u007f' && (text[index + 1] ?? 'a') <= '\u007f';
}

/** On a line of its own, where nothing is to be gained. */
function isInComment(text: string, index: number): boolean {
  return /^\s*#/.test(text.slice(text.lastIndexOf('\n', index) + 1, index));
}
