import type { Report } from './problem.js';

/**
 * Characters outside `c-printable` (YAML 1.2.2 §5.1), and those that YAML 1.1 takes for line breaks and 1.2 does not:
 * with them two readers see two structures. A lone carriage return is such a one.
 */
const REFUSED =
  // eslint-disable-next-line no-control-regex -- the characters looked for are control characters
  /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|\r(?!\n)/g;

/** Explicit directional formatting (UAX #9 §2): a file that people see in another order than programs read. */
const BIDI = /[\u202a-\u202e\u2066-\u2069]/g;

/** With the `u` flag a surrogate matches only where it has no partner. */
export const LONE_SURROGATE = /\p{Surrogate}/u;

/** Whether a YAML text holds characters that it must not. */
export function hasRefused(text: string): boolean {
  return text.search(REFUSED) !== -1;
}

/** Reports the characters that a YAML text must not hold. */
export function refuseControls(text: string, report: Report): void {
  for (const { index, 0: char } of text.matchAll(REFUSED)) {
    const message = `character ${name(char)}, which readers treat differently; write it as an escape`;
    report('CONTROL_CHARACTER', message, { start: index, end: index + 1 });
  }
}

/** Reports characters that make a text look different from what is read. */
export function noticeBidi(text: string, report: Report): void {
  for (const { index, 0: char } of text.matchAll(BIDI)) {
    const message = `character ${name(char)} makes the text look different from what is read`;
    report('BIDI_CONTROL', message, { start: index, end: index + 1 });
  }
}

function name(char: string): string {
  return `U+${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}
