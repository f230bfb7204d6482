import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fillMarkers } from '@plumbline/step';
import { root } from '../support/root.js';

const PAGE = join(root, 'docs', 'interoperability.md');

/** The cells of both tables, without their heads. */
export interface Tables {
  readonly bundles: readonly (readonly string[])[];
  readonly changes: readonly (readonly string[])[];
}

const HEADS: Readonly<Record<keyof Tables, readonly string[]>> = {
  bundles: ['signed by', 'bundle', 'asked for', 'Plumbline', 'cosign', '@sigstore/verify'],
  changes: [
    ...['what is changed', 'keyless: Plumbline', 'cosign', '@sigstore/verify'],
    ...['key, log and timestamp: Plumbline', 'cosign', '@sigstore/verify'],
  ],
};

/** The page as it is, and with what was seen, without the widths of columns. With PLUMBLINE_TABLES=write it is written. */
export function compareTables(seen: Tables): { documented: string; rendered: string } {
  const page = readFileSync(PAGE, 'utf8');
  const filled = fillMarkers(page, {
    bundles: table(HEADS.bundles, seen.bundles),
    changes: table(HEADS.changes, seen.changes),
  });
  if (!filled.ok) throw new Error(filled.error.message);
  if (process.env['PLUMBLINE_TABLES'] === 'write') writeFileSync(PAGE, filled.value);
  return { documented: narrow(page), rendered: narrow(filled.value) };
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function narrow(page: string): string {
  return page
    .replaceAll(/ *\| */g, '|')
    .replaceAll(/-{3,}/g, '---')
    .replaceAll(/\n{2,}/g, '\n');
}
