import type { FileTree } from '@plumbline/core';
import type { ActionRead } from './read-action.js';
import { refusal, type Refusal } from './refusal.js';

/**
 * Where a bundle of an action differs from the one that another job has built from the sources. Building runs the code of the
 * target, so it is not done here (a job without rights does it).
 */
export function compareRebuilt(
  { action, contents }: ActionRead,
  rebuilt: FileTree,
): readonly Refusal[] {
  const isBuilt = (path: string): boolean => path.startsWith(`${action.path}/dist/`);
  const entries = rebuilt.entries();
  if (!entries.ok) return [differs(action.path, entries.error.message)];
  const made = entries.value.map(({ path }) => path).filter(isBuilt);
  const all = new Set([...contents.keys()].filter(isBuilt).concat(made));
  return [...all].sort().flatMap((path) => {
    const here = contents.get(path);
    const there = rebuilt.read(path);
    if (here === undefined)
      return [differs(path, 'a rebuild makes this file, and it is not committed')];
    if (!there.ok) return [differs(path, 'a rebuild does not make this file')];
    return Buffer.compare(here, there.value) === 0
      ? []
      : [differs(path, 'a rebuild gives other bytes')];
  });
}

function differs(path: string, why: string): Refusal {
  return refusal('rebuilt', path, {
    message: `${path}: ${why}`,
    hint: 'build it from the sources and commit it',
  });
}
