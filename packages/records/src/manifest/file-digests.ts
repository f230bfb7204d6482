import { hashHex, sha256Hex, type FileTree } from '@plumbline/core';
import type { Closure } from '@plumbline/pipeline';
import type { DigestSet } from '@plumbline/trust';
import type { MeasuredClosure } from './build.js';

/** The digests of a file in a manifest: its SHA-256, and its blob id in a SHA-1 git repository. */
export function fileDigests(content: Uint8Array): DigestSet {
  const header = Buffer.from(`blob ${String(content.length)}\0`);
  return {
    gitBlob: hashHex('sha1', Buffer.concat([header, content])),
    sha256: sha256Hex(content),
  };
}

/** A closure with the digests of its files; a file that the tree does not give has none. */
export function measureClosure(closure: Closure, tree: FileTree): MeasuredClosure {
  const digests = new Map<string, DigestSet>();
  for (const path of closure.files) {
    const content = tree.read(path);
    if (content.ok) digests.set(path, fileDigests(content.value));
  }
  return { closure, digests };
}
