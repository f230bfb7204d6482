import { err, ok, type Result } from '../../result.js';
import { noticeBidi, refuseControls } from '../characters.js';
import { decode } from '../decode.js';
import {
  DEFAULT_MAX_BYTES,
  MAX_DOCUMENTS,
  MAX_FOREIGN_ALIASES,
  MAX_FOREIGN_NODES,
  MAX_OWN_NODES,
} from '../limits.js';
import type { Node } from '../node.js';
import { ProblemList, type Problem } from '../problem.js';
import type { Source } from '../source.js';
import { compose } from './compose.js';
import { Converter, TooManyNodes } from './convert.js';

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

/** Reads a YAML stream; any error anywhere refuses the whole file, with all that is wrong with it. */
export function readYaml(
  path: string,
  bytes: Uint8Array,
  options: ReadOptions,
): Result<YamlFile, readonly Problem[]> {
  const decoded = decode(path, bytes, options.maxBytes ?? DEFAULT_MAX_BYTES);
  return decoded.ok ? readText(decoded.value, options.aliases) : decoded;
}

function readText(
  source: Source,
  aliases: ReadOptions['aliases'],
): Result<YamlFile, readonly Problem[]> {
  const problems = new ProblemList(source);
  const notices = new ProblemList(source);
  refuseControls(source.text, problems.report);
  noticeBidi(source.text, notices.report);
  const composed = compose(source.text, problems.report);
  if (composed.length > MAX_DOCUMENTS) {
    const message = `more than ${String(MAX_DOCUMENTS)} documents`;
    problems.report('TOO_MANY_DOCUMENTS', message, { start: 0, end: 0 });
    return err(problems.sorted());
  }
  const limits =
    aliases === 'resolve'
      ? { nodes: MAX_FOREIGN_NODES, aliases: MAX_FOREIGN_ALIASES }
      : { nodes: MAX_OWN_NODES, aliases: 0 };
  const reports = { report: problems.report, notice: notices.report };
  const converter = new Converter(source.text, limits, reports);
  const documents: YamlDocument[] = [];
  try {
    for (const [index, document] of composed.entries()) {
      documents.push({ index, root: converter.document(document) });
    }
  } catch (error) {
    if (!(error instanceof TooManyNodes)) throw error;
    problems.report('TOO_MANY_NODES', `more than ${String(error.limit)} values`, error.span);
  }
  if (problems.size > 0) return err(problems.sorted());
  return ok({ source, documents, ambiguous: notices.sorted() });
}
