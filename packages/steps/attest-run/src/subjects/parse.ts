import { err, ok, usageFault, type Fault, type Result } from '@plumbline/core';

/** One entry of the input `subjects`. */
export type SubjectRequest =
  | { readonly kind: 'image'; readonly name: string; readonly sha256: string }
  | { readonly kind: 'checksums'; readonly path: string }
  | { readonly kind: 'files'; readonly pattern: string };

const IMAGE =
  /^((?:[a-z0-9.-]+(?::\d{1,5})?\/)[a-z0-9._/-]+)(?::[\w.-]{1,128})?@sha256:([0-9a-f]{64})$/;

/** Reads an entry: `REPOSITORY@sha256:HEX`, `@CHECKSUMS`, or a file, a folder or a pattern. */
export function parseSubject(text: string): Result<SubjectRequest, Fault> {
  const [, name, sha256] = IMAGE.exec(text) ?? [];
  if (name !== undefined && sha256 !== undefined) return ok({ kind: 'image', name, sha256 });
  if (/@sha(?:256|512):/.test(text)) {
    return err(
      usageFault(
        'SUBJECT_FORM',
        `the subject ${JSON.stringify(text)} is no image; expected REGISTRY/REPOSITORY@sha256:HEX`,
        'subjects: ghcr.io/acme/app@${{ steps.push.outputs.digest }}',
      ),
    );
  }
  if (text.startsWith('@')) return ok({ kind: 'checksums', path: text.slice(1) });
  return ok({ kind: 'files', pattern: text });
}

/** A line of `sha256sum` or `sha512sum`: digest, a space, a space or an asterisk, the name. */
const LINE = /^\\?([0-9a-f]{64}|[0-9a-f]{128}) [ *](.+)$/;

export interface Checksum {
  readonly name: string;
  readonly digest: Readonly<Record<string, string>>;
}

/** Reads a list of checksums; every line counts. */
export function parseChecksums(
  path: string,
  bytes: Uint8Array,
): Result<readonly Checksum[], Fault> {
  const lines = new TextDecoder('utf-8', { fatal: false }).decode(bytes).split(/\r?\n/);
  const sums: Checksum[] = [];
  for (const [index, line] of lines.entries()) {
    if (line === '') continue;
    const [, hex = '', name = ''] = LINE.exec(line) ?? [];
    if (hex === '' || line.startsWith('\\') || line.includes('\uFFFD'))
      return err(oddLine(path, index + 1));
    sums.push({ name, digest: { [hex.length === 64 ? 'sha256' : 'sha512']: hex } });
  }
  return sums.length === 0 ? err(oddLine(path, 1)) : ok(sums);
}

function oddLine(path: string, line: number): Fault {
  return {
    ...usageFault(
      'CHECKSUMS',
      `${path}, line ${String(line)}: expected what sha256sum or sha512sum prints, with a name that needs no escape`,
      'sha256sum dist/* > SHA256SUMS',
    ),
    location: { path, line, column: 1, endLine: line, endColumn: 1 },
  };
}
