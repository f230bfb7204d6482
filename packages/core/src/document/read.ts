import type { Result } from '../result.js';
import type { Node } from './node.js';
import type { Problem } from './problem.js';
import type { Source } from './source.js';

export interface YamlDocument {
  /** Position in the file, from 0; a document without content counts and has no root. */
  readonly index: number;
  readonly root: Node | null;
}

export interface YamlFile {
  readonly source: Source;
  readonly documents: readonly YamlDocument[];
  /** Scalars that other readers may resolve differently (`AMBIGUOUS_SCALAR`): for the caller to judge. */
  readonly ambiguous: readonly Problem[];
}

export interface ReadOptions {
  /** `resolve` (bounded) for foreign files; `refuse` for files of our own formats. */
  readonly aliases: 'resolve' | 'refuse';
  /** Default 1 MiB. */
  readonly maxBytes?: number;
}

/** Reads a YAML stream; any error anywhere refuses the whole file, with all that is wrong with it. */
export declare function readYaml(
  path: string,
  bytes: Uint8Array,
  options: ReadOptions,
): Result<YamlFile, readonly Problem[]>;

/** Reads one JSON text (RFC 8259, I-JSON restrictions of RFC 7493). */
export declare function readJson(
  path: string,
  bytes: Uint8Array,
  options?: { readonly maxBytes?: number },
): Result<{ readonly source: Source; readonly root: Node }, readonly Problem[]>;
