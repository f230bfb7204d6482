import { readJson, readYaml, type Node, type Source } from '@plumbline/core';
import { shared, type Subject } from './subject.js';

/** A document that is no definition, with what is needed to name places in it. */
export interface Document {
  readonly source: Source;
  readonly root: Node;
}

const pathsOf = shared(
  ({ model }: Subject) =>
    new Set(model.entries.flatMap(({ kind, path }) => (kind === 'file' ? path : []))),
);

/** Whether the target has a regular file at the path. */
export function hasFile(subject: Subject, path: string): boolean {
  return pathsOf(subject).has(path);
}

const pathsByName = shared((subject: Subject) =>
  Map.groupBy(pathsOf(subject), (path) => path.slice(path.lastIndexOf('/') + 1)),
);

/** The regular files of a name, whatever their folder. */
export function filesNamed(subject: Subject, name: string): readonly string[] {
  return pathsByName(subject).get(name) ?? [];
}

/** The paths of regular files that match. */
export function pathsMatching(subject: Subject, form: RegExp): readonly string[] {
  return [...pathsOf(subject)].filter((path) => form.test(path));
}

/** The bytes of a file; null where there is none that can be read. */
export function bytesAt(subject: Subject, path: string): Uint8Array | null {
  if (!hasFile(subject, path)) return null;
  const read = subject.tree.read(path);
  return read.ok ? read.value : null;
}

/** The text of a file. */
export function textAt(subject: Subject, path: string): string | null {
  const bytes = bytesAt(subject, path);
  return bytes === null ? null : new TextDecoder().decode(bytes);
}

/** The first document of a YAML or JSON file; null where there is none, or none that can be read. */
export function documentAt(subject: Subject, path: string): Document | null {
  const bytes = bytesAt(subject, path);
  if (bytes === null) return null;
  if (path.endsWith('.json')) {
    const json = readJson(path, bytes);
    return json.ok ? json.value : null;
  }
  const yaml = readYaml(path, bytes, { aliases: 'resolve' });
  const root = yaml.ok ? yaml.value.documents[0]?.root : null;
  return yaml.ok && root ? { source: yaml.value.source, root } : null;
}
