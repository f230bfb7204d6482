/** A line of a store's index. */
export interface IndexLine {
  readonly kind: string;
  readonly sha256: string;
}

const LINE = /^\{"kind":"([A-Za-z0-9._/:+-]{1,200})","sha256":"([0-9a-f]{64})"\}$/;

/** One JSON object with its line break; kinds are plain words or type URIs and need no escape. */
export function formatIndexLine({ kind, sha256 }: IndexLine): string {
  return `{"kind":"${kind}","sha256":"${sha256}"}\n`;
}

/** Kind by digest, of the lines that are whole; damage loses a kind, never a record. */
export function readIndex(bytes: Uint8Array | null): ReadonlyMap<string, string> {
  const kinds = new Map<string, string>();
  for (const line of Buffer.from(bytes ?? [])
    .toString('utf8')
    .split('\n')) {
    const [, kind, sha256] = LINE.exec(line) ?? [];
    if (kind !== undefined && sha256 !== undefined) kinds.set(sha256, kind);
  }
  return kinds;
}
