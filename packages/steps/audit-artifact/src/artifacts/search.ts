import { usageFault, type Fault } from '@plumbline/core';
import { recordContent } from '@plumbline/records';
import type { RecordStore } from '@plumbline/step';
import type { Subject } from '@plumbline/trust';

const MOST_SHOWN = 10;

/** Why a name cannot be audited, with the digests that records give to things of that name: to compare, not to believe. */
export async function search(name: string, stores: readonly RecordStore[]): Promise<Fault> {
  const candidates = new Set<string>();
  for (const store of stores) {
    const found = await store.find({ by: 'all' });
    if (!found.ok) continue;
    for (const { bytes } of found.value.records) {
      for (const text of subjectsOf(bytes).flatMap((subject) => candidateOf(subject, name))) {
        candidates.add(text);
      }
    }
  }
  return candidates.size === 0
    ? usageFault(
        'TARGET_NAME',
        `${JSON.stringify(name)} is no digest and no file, and no record names anything like it`,
        'write sha256:HEX, IMAGE@sha256:HEX, or the path of a file',
      )
    : usageFault(
        'TARGET_NAME',
        messageOf(name, [...candidates].sort()),
        'plumbline audit-artifact sha256:HEX',
      );
}

function messageOf(name: string, candidates: readonly string[]): string {
  const shown = candidates.slice(0, MOST_SHOWN).join('; ');
  const hidden = candidates.length - MOST_SHOWN;
  const more = hidden > 0 ? `; ${String(hidden)} more hidden` : '';
  return `a name proves nothing, so ${JSON.stringify(name)} is not audited. Records name: ${shown}${more}`;
}

function candidateOf({ name, uri, digest }: Subject, wanted: string): readonly string[] {
  const own = name ?? uri ?? '';
  if (own.startsWith('run:') || !own.toLowerCase().includes(wanted.toLowerCase())) return [];
  const sha256 = digest['sha256'];
  return sha256 === undefined ? [] : [`${own} sha256:${sha256}`];
}

function subjectsOf(bytes: Uint8Array): readonly Subject[] {
  return recordContent(bytes)?.statement.subjects ?? [];
}
