import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fillMarkers } from '@plumbline/step';
import { root } from '../support/root.js';
import { FORM_NAMES } from './attached-forms.js';

const PAGE = join(root, 'docs', 'interoperability.md');

const BUNDLES = ['signed by', 'bundle', 'asked for', 'Plumbline', 'cosign', '@sigstore/verify'];

const HEADS = {
  bundles: BUNDLES,
  'bundles-v1': BUNDLES,
  gh: ['signed by', 'log', 'asked for', 'gh'],
  'changes-v1': ['what is changed', 'Plumbline', 'cosign', '@sigstore/verify'],
  changes: [
    ...['what is changed', 'keyless: Plumbline', 'cosign', '@sigstore/verify'],
    ...['key, log and timestamp: Plumbline', 'cosign', '@sigstore/verify'],
  ],
  attachments: ['what is changed', ...FORM_NAMES],
} as const;

/** The cells of tables of the page, without their heads. */
export type Tables = Partial<Record<keyof typeof HEADS, readonly (readonly string[])[]>>;

/** The page as it is, and with what was seen, without the widths of columns. With PLUMBLINE_TABLES=write it is written. */
export function compareTables(seen: Tables): { documented: string; rendered: string } {
  const page = readFileSync(PAGE, 'utf8');
  const parts = Object.entries(seen).map(([name, rows]) => [
    name,
    table(HEADS[name as keyof Tables], rows),
  ]);
  const filled = fillMarkers(page, Object.fromEntries(parts) as Record<string, string>);
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
