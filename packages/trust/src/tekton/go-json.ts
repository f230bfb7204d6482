/** A string as encoding/json writes it: JSON.stringify, and five characters more are escaped. */
export function goString(text: string): string {
  return JSON.stringify(text).replace(ESCAPED, (char) => ESCAPES[char] ?? char);
}

const ESCAPED = /[<>&\u2028\u2029]/g;
const ESCAPES: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};

/** JSON text without insignificant space, as encoding/json writes what a marshaler of its own returned. */
export function compactJson(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|[ \t\r\n]+/g, (part) =>
    part.startsWith('"') ? part.replace(ESCAPED, (char) => ESCAPES[char] ?? char) : '',
  );
}

/** The order of map keys in Go's JSON: by their UTF-8 bytes, which is the order of code points. */
export function byUtf8(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
