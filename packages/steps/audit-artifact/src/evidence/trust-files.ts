import { err, ok, type Fault, type Result } from '@plumbline/core';
import type { Policy, Target } from '@plumbline/step';
import { publicGood } from '@plumbline/trust';
import { keyPath, rootPath, type HandedRecord } from './handed-record.js';

/** The public keys and the trusted roots, as they were in force, of everybody who has signed. */
export function trustFiles(
  records: readonly HandedRecord[],
  { trust }: Policy,
  { tree }: Target,
): Result<ReadonlyMap<string, Uint8Array>, Fault> {
  const files = new Map<string, Uint8Array>();
  for (const { record, key, root } of records) {
    const pem = trust.keys[record.signer.name]?.pem;
    if (key !== null && pem !== undefined) files.set(keyPath(record.signer.name), Buffer.from(pem));
    if (root === null || files.has(rootPath(root))) continue;
    const written = trust.roots[root] ?? 'public-good';
    const bytes =
      written === 'public-good' ? ok(Buffer.from(publicGood.text)) : tree.read(written.file);
    if (!bytes.ok) return err(bytes.error);
    files.set(rootPath(root), bytes.value);
  }
  return ok(files);
}
