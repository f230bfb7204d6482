import { placeOf } from '../document/shape.js';
import type { Action } from '../github/action.js';
import { readDockerfile } from '../dockerfile.js';
import { hasExpression } from '../reference-text.js';
import { folderOf, resolvePath } from './files.js';
import {
  addFile,
  addImage,
  addUnknownImage,
  refuse,
  written,
  type Walk,
  type Written,
} from './walk.js';

/** The files of an action, what it executes, and the image it runs in. */
export function addActionContent(walk: Walk, id: string, action: Action): void {
  for (const entry of [action.main, action.pre, action.post]) {
    if (entry !== null) addEntry(walk, id, action, written(action, entry));
  }
  if (action.image !== null) addActionImage(walk, id, action, written(action, action.image));
}

/** A file that the runner executes: `runs.main`, `pre`, `post`. */
function addEntry(walk: Walk, id: string, action: Action, entry: Written): void {
  const path = hasExpression(entry.value) ? null : resolvePath(action.folder, entry.value);
  if (path === null) {
    const reason = 'the path is an expression or leaves the target';
    walk.graph.add(id, {
      kind: 'file',
      ref: entry.value,
      status: 'undecidable',
      reason,
      site: entry.site,
    });
    return;
  }
  if (
    addFile(walk, id, path, { kind: 'file', site: entry.site }) &&
    action.folder === '' &&
    folderOf(path) !== ''
  ) {
    addBelow(walk, folderOf(path));
  }
}

/** The folder of the action belongs to it; at the root that would be everything, so there only the entry files' folders do. */
export function addFolder(walk: Walk, id: string, action: Action): void {
  walk.files.add(action.path);
  if (action.folder !== '') addBelow(walk, action.folder);
  const twin = action.path.endsWith('.yml') ? action.path.replace(/yml$/, 'yaml') : null;
  if (twin === null || walk.index.stateOf(twin) === 'missing') return;
  walk.graph.complain(
    id,
    `\`${twin}\` stands beside it; GitHub reads action.yml`,
    placeOf(action, action.node),
  );
}

function addBelow(walk: Walk, folder: string): void {
  for (const entry of walk.index.below(folder)) {
    if (entry.kind === 'file') walk.files.add(entry.path);
    else
      refuse(
        walk,
        entry.path,
        `this is a ${entry.kind} in the folder of an action; expected a regular file`,
      );
  }
}

function addActionImage(walk: Walk, id: string, action: Action, image: Written): void {
  if (image.value.startsWith('docker://')) {
    return addImage(walk, id, { value: image.value.slice('docker://'.length), site: image.site });
  }
  const path = hasExpression(image.value) ? null : resolvePath(action.folder, image.value);
  if (path === null)
    return addUnknownImage(
      walk,
      id,
      image,
      'the path of the Dockerfile is an expression or leaves the target',
    );
  if (addFile(walk, id, path, { kind: 'dockerfile', site: image.site }))
    walkDockerfile(walk, `dockerfile:${path}`, path);
}

function walkDockerfile(walk: Walk, id: string, path: string): void {
  const bytes = walk.tree.read(path);
  if (!bytes.ok) return refuse(walk, path, bytes.error.message);
  const text = decode(bytes.value);
  if (text === null) return refuse(walk, path, 'the Dockerfile is not UTF-8 text');
  for (const source of readDockerfile(text)) {
    const site = { path, line: source.line, column: 1, endLine: source.line, endColumn: 1 };
    const use = { value: source.text, site };
    if (source.kind === 'image' && source.undecidable === null) addImage(walk, id, use);
    else if (source.kind === 'image') addUnknownImage(walk, id, use, source.undecidable ?? '');
    else addDownload(walk, id, use, source.undecidable);
  }
}

function addDownload(
  walk: Walk,
  id: string,
  { value, site }: Written,
  undecidable: string | null,
): void {
  walk.graph.add(id, {
    kind: 'file',
    ref: value,
    status: undecidable === null ? 'pinned' : 'undecidable',
    resolver: 'http',
    reason: undecidable,
    site,
  });
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
