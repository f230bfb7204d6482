import type { Fault } from '@plumbline/core';
import type { NewRecord } from '@plumbline/step';
import type { Signer } from '@plumbline/trust';
import type { Draft } from './draft.js';

/** What could be signed, and why not the rest. */
export interface Signed {
  readonly records: readonly NewRecord[];
  readonly fault: Fault | null;
}

/** Signs records one after the other; what was signed before one fails comes with the fault, to be kept. */
export async function signAll(drafts: readonly Draft[], signer: Signer): Promise<Signed> {
  const records: NewRecord[] = [];
  for (const { kind, statement } of drafts) {
    const bundle = await signer.sign(statement);
    if (!bundle.ok) return { records, fault: bundle.error };
    records.push({ kind, bytes: bundle.value });
  }
  return { records, fault: null };
}
