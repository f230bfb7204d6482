import type { Fault, Result } from '@plumbline/core';

/** A program of others on this machine, and which one it was. */
export interface Tool {
  readonly name: string;
  /** Absolute, and no link. */
  readonly path: string;
  readonly sha256: string;
}

/** What a program is to do. */
export interface ToolRequest {
  readonly args: readonly string[];
  /** Variables beside the PATH: it gets nothing else of our environment. */
  readonly env: Readonly<Record<string, string>>;
  /** The file that it leaves in its working folder. */
  readonly result: string;
}

/** Runs programs of others in an empty folder, with an empty home. */
export interface Tools {
  /** The first of these names on the PATH; null: none is there. */
  readonly find: (names: readonly string[]) => Result<Tool | null, Fault>;
  /** Where a path of the user lies, for a program that works elsewhere. */
  readonly absolute: (path: string) => string;
  /** What it has left; a fault where it fails, takes too long or leaves nothing. */
  readonly run: (tool: Tool, request: ToolRequest) => Promise<Result<Uint8Array, Fault>>;
}
