import { printable } from '@plumbline/core';
import { payloadOf, type PayloadForm } from './payload.js';
import { readResources } from './resource.js';

/**
 * One line per resource of a file, as `plumbline tekton-payload` prints them: path, index, kind, name, and the SHA-256 of
 * the payload or why it cannot be told, with tabs between. What cannot be read has a line with `-` for kind and name.
 */
export function payloads(path: string, bytes: Uint8Array, form: PayloadForm): readonly string[] {
  return readResources(path, bytes).map((entry) => {
    if (!('root' in entry)) return line([path, entry.index, '-', '-'], undecidable(entry));
    const { index, kind, name } = entry;
    const payload = payloadOf(entry, form);
    const result = payload.ok
      ? payload.value.digest.toString('hex')
      : undecidable(payload.error[0] ?? UNKNOWN);
    return line([path, index, kind, name || '-'], result);
  });
}

/** The line of a file that cannot be opened. */
export function unreadableLine(path: string, reason: string): string {
  return line([path, 0, '-', '-'], `undecidable: ${reason}`);
}

const UNKNOWN = { reason: 'unreadable' };

interface Place {
  readonly reason: string;
  readonly location?: { readonly line: number; readonly column: number };
}

function undecidable({ reason, location }: Place): string {
  const where = location
    ? ` (line ${String(location.line)}, column ${String(location.column)})`
    : '';
  return `undecidable: ${reason}${where}`;
}

function line(columns: readonly (string | number)[], result: string): string {
  return [...columns.map(String), result].map(oneColumn).join('\t');
}

function oneColumn(text: string): string {
  return printable(text);
}
