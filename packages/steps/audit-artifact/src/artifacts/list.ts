import {
  err,
  mapGet,
  ok,
  readJson,
  seqItems,
  stringOf,
  usageFault,
  type Fault,
  type Node,
  type Result,
} from '@plumbline/core';
import type { Ports } from '@plumbline/step';

const MAX_BYTES = 64 * 1024 * 1024;

/** Names of hashes as SPDX and CycloneDX write them. */
const ALGORITHMS: ReadonlyMap<string, string> = new Map([
  ['SHA-256', 'sha256'],
  ['SHA256', 'sha256'],
  ['SHA-512', 'sha512'],
  ['SHA512', 'sha512'],
]);

/** What a list names: one target a line, `#` begins a comment; of an SBOM, the digests of its components. */
export function readList(path: string, ports: Ports): Result<readonly string[], Fault> {
  const bytes = ports.readFile(path);
  if (!bytes.ok) return bytes;
  const start = Buffer.from(bytes.value.subarray(0, 64)).toString('latin1').trimStart();
  const names = start.startsWith('{')
    ? readComponents(path, bytes.value)
    : ok(linesOf(Buffer.from(bytes.value).toString('utf8')));
  if (!names.ok || names.value.length > 0) return names;
  return err(usageFault('NOTHING_TO_CHECK', `${path} names nothing with a digest`));
}

function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r?\n/).map((line) => line.replace(/^\ufeff/, '').trim());
  return [...new Set(lines.filter((line) => line !== '' && !line.startsWith('#')))];
}

function readComponents(path: string, bytes: Uint8Array): Result<readonly string[], Fault> {
  const read = readJson(path, bytes, { maxBytes: MAX_BYTES });
  if (!read.ok) {
    const why = read.error[0]?.message ?? 'not JSON';
    return err(usageFault('LIST_UNREADABLE', `${path} is neither a list nor an SBOM: ${why}`));
  }
  const { root } = read.value;
  const components = [
    ...seqItems(mapGet(root, 'components')).flatMap((item) =>
      digestOf(seqItems(mapGet(item, 'hashes')), 'alg', 'content'),
    ),
    ...seqItems(mapGet(root, 'packages')).flatMap((item) =>
      digestOf(seqItems(mapGet(item, 'checksums')), 'algorithm', 'checksumValue'),
    ),
  ];
  return ok([...new Set(components)]);
}

/** The strongest digest that both it and records are likely to have: SHA-256, else SHA-512. */
function digestOf(hashes: readonly Node[], name: string, value: string): readonly string[] {
  const found = new Map(
    hashes.map((hash) => [
      ALGORITHMS.get(stringOf(mapGet(hash, name)) ?? ''),
      stringOf(mapGet(hash, value))?.toLowerCase(),
    ]),
  );
  const algorithm = found.has('sha256') ? 'sha256' : 'sha512';
  const hex = found.get(algorithm);
  return hex === undefined ? [] : [`${algorithm}:${hex}`];
}
