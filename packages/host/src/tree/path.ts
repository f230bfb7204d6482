import { undecidableFault, type Fault } from '@plumbline/core';

/** Files of a target are never larger; callers cap lower. */
export const MAX_FILE = 16 * 1024 * 1024;
export const MAX_ENTRIES = 200_000;
export const MAX_DEPTH = 256;

/** Whether a name reads the same everywhere: no control or format character, no backslash, no U+FFFD. */
export function isPlainName(name: string): boolean {
  return !/[\p{Cc}\\\uFFFD\u2028\u2029]/u.test(name);
}

/** The segments of a path below a root; null for one that is empty, absolute, odd or has `.` or `..`. */
export function segmentsOf(path: string): readonly string[] | null {
  const segments = path.split('/');
  const odd = segments.some(
    (name) => name === '' || name === '.' || name === '..' || !isPlainName(name),
  );
  return odd || path.length > 4096 ? null : segments;
}

export function invalidPath(path: string): Fault {
  const shown = JSON.stringify(path.slice(0, 200));
  return undecidableFault('PATH_INVALID', `${shown} is not a path of plain names below the target`);
}

export function notFound(path: string): Fault {
  return undecidableFault('FILE_NOT_FOUND', `${path} does not exist in the target`);
}

export function notRegular(path: string, what: string): Fault {
  return undecidableFault('FILE_NOT_REGULAR', `${path} is ${what}; a regular file was expected`);
}

export function tooLarge(path: string): Fault {
  return undecidableFault('FILE_TOO_LARGE', `${path} is larger than ${MAX_FILE / 1024 / 1024} MiB`);
}

export function tooManyEntries(): Fault {
  return undecidableFault(
    'TREE_TOO_LARGE',
    `The target has more than ${MAX_ENTRIES} entries or folders nested deeper than ${MAX_DEPTH}`,
    'Name the folder that holds the pipeline',
  );
}
