import type { FileTree } from '@plumbline/core';
import type { Closure } from '@plumbline/pipeline';
import type { DigestSet } from '@plumbline/trust';
import type { MeasuredClosure } from './build.js';
import { fileDigests } from './file-digests.js';

/** Hashes every file of a closure; one that cannot be read has no digest, and so never agrees with a signed one. */
export function measure(closure: Closure, tree: FileTree): MeasuredClosure {
  const digests = new Map<string, DigestSet>();
  for (const path of closure.files) {
    const content = tree.read(path);
    if (content.ok) digests.set(path, fileDigests(content.value));
  }
  return { closure, digests };
}
