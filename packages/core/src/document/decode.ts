import { fileLocation } from '../location.js';
import { err, ok, type Result } from '../result.js';
import { ProblemList, type Problem } from './problem.js';
import { createSource, type Source } from './source.js';

/**
 * The text of a file: UTF-8 without error, a byte order mark skipped (offsets count from behind it).
 * Size is checked before anything else is done with the bytes.
 */
export function decode(
  path: string,
  bytes: Uint8Array,
  maxBytes: number,
): Result<Source, readonly Problem[]> {
  if (bytes.length > maxBytes) {
    const message = `${String(bytes.length)} bytes; at most ${String(maxBytes)} are read`;
    return err([{ code: 'TOO_LARGE', message, location: fileLocation(path) }]);
  }
  try {
    return ok(createSource(path, new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch {
    return err(notUtf8(path, bytes));
  }
}

function notUtf8(path: string, bytes: Uint8Array): readonly Problem[] {
  const text = longestValidPrefix(bytes);
  const problems = new ProblemList(createSource(path, text));
  const utf16 =
    (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  const found = utf16 ? 'the byte order mark of UTF-16 or UTF-32' : 'bytes that are not UTF-8';
  problems.report('ENCODING', `${found}; expected UTF-8`, { start: text.length, end: text.length });
  return problems.sorted();
}

function longestValidPrefix(bytes: Uint8Array): string {
  let low = 0;
  let high = bytes.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (decodePrefix(bytes.subarray(0, middle)) === null) high = middle - 1;
    else low = middle;
  }
  return decodePrefix(bytes.subarray(0, low)) ?? '';
}

function decodePrefix(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return null;
  }
}
