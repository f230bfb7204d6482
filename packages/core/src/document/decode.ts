import { fileLocation } from '../location.js';
import { err, ok, type Result } from '../result.js';
import type { Problem } from './problem.js';
import { createSource, locate, type Source } from './source.js';

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
  const text = decodeUtf8(bytes, 'whole');
  return text === null ? err([notUtf8(path, bytes)]) : ok(createSource(path, text));
}

function notUtf8(path: string, bytes: Uint8Array): Problem {
  const before = createSource(path, longestValidPrefix(bytes));
  const at = before.text.length;
  const utf16 =
    (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  const found = utf16 ? 'the byte order mark of UTF-16 or UTF-32' : 'bytes that are not UTF-8';
  const location = locate(before, { start: at, end: at });
  return { code: 'ENCODING', message: `${found}; expected UTF-8`, location };
}

function longestValidPrefix(bytes: Uint8Array): string {
  let low = 0;
  let high = bytes.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (decodeUtf8(bytes.subarray(0, middle), 'prefix') === null) high = middle - 1;
    else low = middle;
  }
  return decodeUtf8(bytes.subarray(0, low), 'prefix') ?? '';
}

/** A prefix may end within a character. */
function decodeUtf8(bytes: Uint8Array, extent: 'whole' | 'prefix'): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: extent === 'prefix' });
  } catch {
    return null;
  }
}
