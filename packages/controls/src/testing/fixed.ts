import type { Control } from '../control.js';
import { mend, type Mended } from '../engine/mend.js';
import { subjectOf } from './subject.js';
import type { Files } from './memory-tree.js';

export const CI = '.github/workflows/ci.yml';

/** What the fixes of some controls change. */
export function mended(files: Files, controls: readonly Control[]): Mended {
  const scope = { level: 2 as const, full: false, controls };
  const found = mend({ subject: subjectOf(files), scope, base: 'trusted' });
  if (!found.ok) throw new Error(found.error.message);
  return found.value;
}

/** A workflow after its fixes. */
export function fixed(text: string, ...controls: readonly Control[]): string {
  return mended({ [CI]: text }, controls).files.get(CI)?.after ?? text;
}
