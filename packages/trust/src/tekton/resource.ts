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
  /** Kubernetes takes a text for JSON if it begins with a brace, whatever comes behind. */
  readonly dialect: Dialect;
  /**
   * The file ends inside a block scalar, without a line break. Kubernetes' YAML reader adds one, Tekton's resolvers do not,
   * so that they see two texts.
   */
  readonly unfinished: boolean;
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
  if (bytes.length > MAX_BYTES) return [unread(path, 'the file has more than 8 MiB')];
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

export type Dialect = 'yaml' | 'json';

function dialectOf(text: string): Dialect {
  return /^[\t\n\v\f\r \u0085\u00a0]*\{/.test(text) ? 'json' : 'yaml';
}

/** What a text holds, null for one without content. */
export type Root =
  { readonly root: Node | null } | { readonly problem: Pick<Problem, 'message' | 'location'> };

/** The tree that a reader of this dialect sees in the text of one document. */
export function readRoot(text: string, dialect: Dialect): Root {
  const bytes = Buffer.from(text);
  if (dialect === 'json') {
    const read = readJson('', bytes);
    return read.ok ? { root: read.value.root } : { problem: read.error[0] ?? UNREADABLE };
  }
  const read = readYaml('', bytes, { aliases: 'resolve' });
  if (!read.ok) return { problem: read.error[0] ?? UNREADABLE };
  const [first, ...others] = read.value.documents.filter(({ root }) => root !== null);
  return others.length > 0 ? { problem: SEVERAL } : { root: first?.root ?? null };
}

const UNREADABLE = { message: 'it cannot be read', location: fileLocation('') };
const SEVERAL = {
  message: 'several documents that Kubernetes does not tell apart',
  location: fileLocation(''),
};

/** A whole release of Tekton has less than 1 MiB. */
const MAX_BYTES = 8 << 20;
const KINDS = ['Task', 'Pipeline', 'StepAction'];

function readPart(file: Source, part: DocumentText): readonly (TektonDocument | UnreadDocument)[] {
  const { index, text, offset } = part;
  const start = locate(file, { start: offset, end: offset });
  if (part.broken !== undefined) {
    return [
      { index, reason: 'text behind a document separator', location: locate(file, part.broken) },
    ];
  }
  const dialect = dialectOf(text);
  const read = readRoot(text, dialect);
  if ('problem' in read) {
    return [{ index, reason: read.problem.message, location: shift(start, read.problem.location) }];
  }
  const { root } = read;
  const kind = stringOf(mapGet(root, 'kind')) ?? '';
  const apiVersion = stringOf(mapGet(root, 'apiVersion')) ?? '';
  if (root?.kind !== 'map' || !KINDS.includes(kind)) return [];
  if (apiVersion !== '' && !apiVersion.startsWith('tekton.dev/')) return [];
  const name = stringOf(mapGet(mapGet(root, 'metadata'), 'name')) ?? '';
  const unfinished = offset + text.length > file.text.length && endsInBlock(root, text);
  return [{ index, apiVersion, kind, name, root, dialect, unfinished, text, file, offset }];
}

/** Whether one more line break at the end is one more in a value: not where `-` cuts them off. */
function endsInBlock(node: Node, text: string): boolean {
  if (node.kind === 'scalar') {
    const isBlock = node.style === 'literal' || node.style === 'folded';
    return isBlock && !/^.[1-9]?-/.test(text.slice(node.span.start));
  }
  const last = node.kind === 'map' ? node.entries.at(-1)?.value : node.items.at(-1);
  return last !== undefined && endsInBlock(last, text);
}

/** A place in a document as a place in the file. */
function shift({ path, line: first }: Location, { line, endLine, ...rest }: Location): Location {
  return { ...rest, path, line: line + first - 1, endLine: endLine + first - 1 };
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
