import { sha256Hex, type FileTree } from '@plumbline/core';
import type { Closure } from '@plumbline/pipeline';
import type { Ports, Target } from '@plumbline/step';

/** The files of the pipeline whose content in the work tree is not that of the commit. */
export function uncommittedFiles(
  target: Target,
  { files }: Closure,
  ports: Ports,
): readonly string[] {
  if (target.commit === null) return [];
  const worktree = ports.openTarget({ target: target.name, rev: null, worktree: true });
  if (!worktree.ok) return [];
  const { tree } = worktree.value;
  return files.filter((path) => digestIn(tree, path) !== digestIn(target.tree, path));
}

function digestIn(tree: FileTree, path: string): string | null {
  const content = tree.read(path);
  return content.ok ? sha256Hex(content.value) : null;
}
