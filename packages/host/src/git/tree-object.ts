import { isUtf8 } from 'node:buffer';
import type { TreeEntryKind } from '@plumbline/core';
import { isPlainName } from '../tree/path.js';
import { damaged } from './refusal.js';

/** One line of a tree object. */
export interface TreeLine {
  readonly name: string;
  readonly kind: TreeEntryKind | 'folder';
  readonly executable: boolean;
  readonly id: string;
}

const MODES: Readonly<Record<string, Pick<TreeLine, 'kind' | 'executable'>>> = {
  '40000': { kind: 'folder', executable: false },
  '040000': { kind: 'folder', executable: false },
  '100644': { kind: 'file', executable: false },
  '100664': { kind: 'file', executable: false },
  '100755': { kind: 'file', executable: true },
  '120000': { kind: 'symlink', executable: false },
  '160000': { kind: 'submodule', executable: false },
};

/** Parses a tree; what git's own check calls an error (names, order, duplicates, modes) is refused. */
export function parseTree(id: string, content: Buffer): ReadonlyMap<string, TreeLine> {
  const lines = new Map<string, TreeLine>();
  const idBytes = id.length / 2;
  let previous: Buffer | null = null;
  for (let at = 0; at < content.length;) {
    const space = content.indexOf(0x20, at);
    const zero = content.indexOf(0, space);
    const next = zero + 1 + idBytes;
    if (space < 0 || zero < 0 || next > content.length) throw damaged(id, 'a line is cut short');
    const mode = MODES[content.toString('latin1', at, space)];
    if (!mode) throw damaged(id, 'a line has an unknown mode');
    const bytes = content.subarray(space + 1, zero);
    const sortName = mode.kind === 'folder' ? Buffer.concat([bytes, SLASH]) : bytes;
    if (previous && previous.compare(sortName) >= 0)
      throw damaged(id, 'its lines are out of order');
    previous = sortName;
    addLine(lines, { id, bytes, line: { ...mode, id: content.toString('hex', zero + 1, next) } });
    at = next;
  }
  return lines;
}

const SLASH = Buffer.from('/');

function addLine(
  lines: Map<string, TreeLine>,
  { id, bytes, line }: { id: string; bytes: Buffer; line: Omit<TreeLine, 'name'> },
): void {
  const name = bytes.toString('utf8');
  if (isForbidden(name)) throw damaged(id, 'a name in it must not be there');
  if (lines.has(name)) throw damaged(id, 'it has the same name twice');
  const plain = isUtf8(bytes) && isPlainName(name);
  lines.set(name, { name, ...line, kind: plain || line.kind === 'folder' ? line.kind : 'special' });
}

/** What no checkout may create (git fsck: hasDot, hasDotdot, hasDotgit, fullPathname, emptyName). */
function isForbidden(name: string): boolean {
  return (
    name === '' ||
    name === '.' ||
    name === '..' ||
    name.includes('/') ||
    /^(\.git|git~1)$/i.test(name)
  );
}
