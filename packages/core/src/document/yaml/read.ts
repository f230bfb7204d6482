import { ok, type Result } from '../../result.js';
import { hasRefused, noticeBidi, refuseControls } from '../characters.js';
import { decode } from '../decode.js';
import {
  DEFAULT_MAX_BYTES,
  MAX_FOREIGN_ALIASES,
  MAX_FOREIGN_NODES,
  MAX_OWN_NODES,
} from '../limits.js';
import type { Node } from '../node.js';
import { collectProblems, type Problem, type Report } from '../problem.js';
import { locate, type Source } from '../source.js';
import { compose } from './compose.js';
import { Converter } from './convert.js';
import { readDirectly } from './direct/read.js';
import type { Limits } from './expansion.js';

export interface YamlDocument {
  /** Position in the file, from 0; a document without content counts and has no root. */
  readonly index: number;
  readonly root: Node | null;
}

export interface YamlFile {
  readonly source: Source;
  readonly documents: readonly YamlDocument[];
  /**
   * What other readers may see differently, keys included (`AMBIGUOUS_SCALAR`), and what people may see
   * differently (`BIDI_CONTROL`): for the caller to judge.
   */
  readonly ambiguous: readonly Problem[];
}

export interface ReadOptions {
  /** `resolve` (bounded) for foreign files; `refuse` for files of our own formats. */
  readonly aliases: 'resolve' | 'refuse';
  /** Default 1 MiB. */
  readonly maxBytes?: number;
}

const FOREIGN: Limits = { nodes: MAX_FOREIGN_NODES, aliases: MAX_FOREIGN_ALIASES };
const OWN: Limits = { nodes: MAX_OWN_NODES, aliases: 0 };

/** Reads a YAML stream; any error anywhere refuses the whole file, with all that is wrong with it. */
export function readYaml(
  path: string,
  bytes: Uint8Array,
  options: ReadOptions,
): Result<YamlFile, readonly Problem[]> {
  const decoded = decode(path, bytes, options.maxBytes ?? DEFAULT_MAX_BYTES);
  return decoded.ok ? readText(decoded.value, options.aliases) : decoded;
}

/**
 * Reads as `readYaml` does, and equal texts once: files that are copies of each other share their nodes.
 * For as long as the reader is kept, so is what it has read.
 */
export function yamlReader({ aliases, maxBytes = DEFAULT_MAX_BYTES }: ReadOptions): YamlReader {
  const known = new Map<string, YamlFile>();
  return (path, bytes) => {
    const decoded = decode(path, bytes, maxBytes);
    if (!decoded.ok) return decoded;
    const same = known.get(decoded.value.text);
    if (same !== undefined) return ok(movedTo(path, same));
    const read = readText(decoded.value, aliases);
    if (read.ok) known.set(read.value.source.text, read.value);
    return read;
  };
}

export type YamlReader = (path: string, bytes: Uint8Array) => Result<YamlFile, readonly Problem[]>;

function movedTo(path: string, { source, documents, ambiguous }: YamlFile): YamlFile {
  const moved = ambiguous.map((problem) => ({
    ...problem,
    location: { ...problem.location, path },
  }));
  return { source: { ...source, path }, documents, ambiguous: moved };
}

function readText(
  source: Source,
  aliases: ReadOptions['aliases'],
): Result<YamlFile, readonly Problem[]> {
  const limits = aliases === 'resolve' ? FOREIGN : OWN;
  return readDirect(source, limits) ?? readByLibrary(source, limits);
}

/** Null where there is something to report, or doubt. */
function readDirect(source: Source, { nodes }: Limits): Result<YamlFile, never> | null {
  const { text } = source;
  if (hasRefused(text)) return null;
  const { ambiguous, notice } = noticesOf(source);
  noticeBidi(text, notice);
  const roots = readDirectly(text, nodes, notice);
  const documents = roots?.map((root, index) => ({ index, root }));
  return documents ? ok({ source, documents, ambiguous }) : null;
}

/** Reads with the library alone: what `readYaml` does where it cannot read directly. */
export function readByLibrary(
  source: Source,
  limits: Limits,
): Result<YamlFile, readonly Problem[]> {
  const { text } = source;
  const { ambiguous, notice } = noticesOf(source);
  return collectProblems(source, (problems) => {
    refuseControls(text, problems.report);
    noticeBidi(text, notice);
    const converter = new Converter(text, limits, { problems, notice });
    const documents = compose(text, limits.nodes, problems).map((document, index) => {
      return { index, root: converter.root(document) };
    });
    return { source, documents, ambiguous };
  });
}

function noticesOf(source: Source): { readonly ambiguous: Problem[]; readonly notice: Report } {
  const ambiguous: Problem[] = [];
  const notice: Report = (code, message, span) => {
    ambiguous.push({ code, message, location: locate(source, span) });
  };
  return { ambiguous, notice };
}
