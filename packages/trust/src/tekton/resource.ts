import {
  createSource,
  fileLocation,
  locate,
  mapGet,
  readJson,
  readYaml,
  stringOf,
  type Location,
  type MapNode,
  type Node,
  type Problem,
  type Source,
  type Span,
} from '@plumbline/core';
import { splitDocuments, type DocumentText } from './documents.js';

/** A document of a file that is a Task, Pipeline or StepAction of Tekton. */
export interface TektonDocument {
  /** Counts from 0, as Kubernetes' YAML reader counts. */
  readonly index: number;
  readonly apiVersion: string;
  readonly kind: string;
  /** Empty where there is none. */
  readonly name: string;
  readonly root: MapNode;
  /** The text of this document alone; spans of nodes count in it. */
  readonly text: string;
  readonly file: Source;
  /** Where this document starts in the file. */
  readonly offset: number;
}

/** A document that cannot be read, so that nobody knows whether it is a resource. */
export interface UnreadDocument {
  readonly index: number;
  readonly reason: string;
  readonly location: Location;
}

/** All resources of a file, and what of it cannot be read. */
export function readResources(
  path: string,
  bytes: Uint8Array,
): readonly (TektonDocument | UnreadDocument)[] {
  const text = decode(bytes);
  if (text === undefined) return [unread(path, 'the file is not UTF-8')];
  if (text.startsWith('\ufeff')) return [unread(path, 'the file begins with a byte order mark')];
  const file = createSource(path, text);
  return splitDocuments(text).flatMap((part) => readPart(file, part));
}

/** The place of a span of a document in its file. */
export function placeIn({ file, offset }: TektonDocument, span: Span): Location {
  return locate(file, { start: offset + span.start, end: offset + span.end });
}

/** Kubernetes takes a text for JSON if it begins with a brace, whatever comes behind. */
export function looksLikeJson(text: string): boolean {
  return /^[\t\n\v\f\r \u0085\u00a0]*\{/.test(text);
}

/** The tree of a text as YAML or JSON reader see it; nothing for one without content. */
export function readRoot(text: string, dialect: 'yaml' | 'json'): Root {
  const bytes = Buffer.from(text);
  if (dialect === 'json') {
    const read = readJson('', bytes);
    return read.ok ? { root: read.value.root } : { problem: read.error[0] };
  }
  const read = readYaml('', bytes, { aliases: 'resolve' });
  if (!read.ok) return { problem: read.error[0] };
  const [first, ...others] = read.value.documents.filter(({ root }) => root !== null);
  if (others.length > 0) return { several: true };
  return { root: first?.root ?? null };
}

export type Root =
  | { readonly root: Node | null }
  | { readonly problem: Problem | undefined }
  | { readonly several: true };

const KINDS = ['Task', 'Pipeline', 'StepAction'];

function readPart(
  file: Source,
  part: DocumentText,
): readonly (TektonDocument | UnreadDocument)[] {
  const { index, text, offset } = part;
  const at = (span: Span): Location =>
    locate(file, { start: offset + span.start, end: offset + span.end });
  if (part.broken !== undefined) {
    return [{ index, reason: 'text behind a document separator', location: at(part.broken) }];
  }
  const read = readRoot(text, 'yaml');
  if ('several' in read) {
    const location = at({ start: 0, end: 0 });
    return [{ index, reason: 'several documents that Kubernetes does not tell apart', location }];
  }
  if ('problem' in read) return [unreadPart(file, part, read.problem)];
  const { root } = read;
  const kind = stringOf(mapGet(root, 'kind')) ?? '';
  const apiVersion = stringOf(mapGet(root, 'apiVersion')) ?? '';
  if (root?.kind !== 'map' || !KINDS.includes(kind)) return [];
  if (apiVersion !== '' && !apiVersion.startsWith('tekton.dev/')) return [];
  const name = stringOf(mapGet(mapGet(root, 'metadata'), 'name')) ?? '';
  return [{ index, apiVersion, kind, name, root, text, file, offset }];
}

function unreadPart(file: Source, part: DocumentText, problem: Problem | undefined): UnreadDocument {
  const start = locate(file, { start: part.offset, end: part.offset });
  if (problem === undefined) return { index: part.index, reason: 'unreadable', location: start };
  const { line, endLine, ...rest } = problem.location;
  const before = start.line - 1;
  const location = { ...rest, path: file.path, line: line + before, endLine: endLine + before };
  return { index: part.index, reason: problem.message, location };
}

function unread(path: string, reason: string): UnreadDocument {
  return { index: 0, reason, location: fileLocation(path) };
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
