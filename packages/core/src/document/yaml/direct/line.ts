/** Code units that decide what stands in a line. */
export const CHAR = {
  tab: 0x09,
  newline: 0x0a,
  return: 0x0d,
  space: 0x20,
  double: 0x22,
  hash: 0x23,
  single: 0x27,
  comma: 0x2c,
  dash: 0x2d,
  colon: 0x3a,
  seqStart: 0x5b,
  backslash: 0x5c,
  seqEnd: 0x5d,
  pipe: 0x7c,
  mapStart: 0x7b,
  mapEnd: 0x7d,
  greater: 0x3e,
  question: 0x3f,
} as const;

class Doubt extends Error {}

/** Ends direct reading: what comes is not certain to be read as the library reads it. */
export function doubt(): never {
  throw new Doubt();
}

/** What is read; null where there was doubt. */
export function unlessInDoubt<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof Doubt) return null;
    throw error;
  }
}

/** The first offset from `at` that holds no space. */
export function skipSpaces(text: string, at: number): number {
  let end = at;
  while (text.charCodeAt(end) === CHAR.space) end += 1;
  return end;
}

/** The offset behind the line's break, or the end of the text. */
export function nextLine(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  return newline === -1 ? text.length : newline + 1;
}

/** Whether nothing but white space can follow: a space, a line break, or the end of the text. */
export function isBlank(code: number): boolean {
  return code === CHAR.space || code === CHAR.newline || Number.isNaN(code);
}
