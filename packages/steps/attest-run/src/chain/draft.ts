import { sha256Hex } from '@plumbline/core';
import type { RecordKind } from '@plumbline/records';

/** A record that is not signed yet. */
export interface Draft {
  readonly kind: RecordKind;
  readonly statement: Uint8Array;
  /** R(): by this others name it. */
  readonly sha256: string;
}

export function draft(kind: RecordKind, statement: Uint8Array): Draft {
  return { kind, statement, sha256: sha256Hex(statement) };
}
