import { hashHex, sha256Hex } from '@plumbline/core';
import type { DigestSet } from '@plumbline/trust';

/** The digests of a file in a manifest: its SHA-256, and its blob id in a SHA-1 git repository. */
export function fileDigests(content: Uint8Array): DigestSet {
  const header = Buffer.from(`blob ${String(content.length)}\0`);
  return {
    gitBlob: hashHex('sha1', Buffer.concat([header, content])),
    sha256: sha256Hex(content),
  };
}
