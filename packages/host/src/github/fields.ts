import {
  err,
  mapGet,
  ok,
  readJson,
  scalarOf,
  seqItems,
  stringOf,
  type Fault,
  type Node,
  type Result,
} from '@plumbline/core';
import { oddAnswer } from './faults.js';

const MAX_JSON = 16 * 1024 * 1024;

/** A field that is not as it is documented: `reading` makes a fault of it. */
class OddField extends Error {}

/** Reads a JSON text by a function that may find a field odd. */
export function reading<T>(
  bytes: Uint8Array,
  what: string,
  read: (root: Node) => T,
): Result<T, Fault> {
  const json = readJson(what, bytes, { maxBytes: MAX_JSON });
  if (!json.ok) return err(oddAnswer(`${what} is no strict JSON`));
  try {
    return ok(read(json.value.root));
  } catch (error) {
    if (error instanceof OddField) return err(oddAnswer(`${what} has no usable ${error.message}`));
    throw error;
  }
}

export function field(node: Node, name: string): Node {
  return mapGet(node, name) ?? odd(name);
}

/** Text that is not empty. */
export function textOf(node: Node, name: string): string {
  return stringOf(mapGet(node, name)) || odd(name);
}

/** Null where the field is null or missing. */
export function textOrNull(node: Node, name: string): string | null {
  const found = mapGet(node, name);
  if (found === undefined || scalarOf(found)?.value === null) return null;
  return stringOf(found) ?? odd(name);
}

export function countOf(node: Node, name: string): number {
  const value = scalarOf(mapGet(node, name))?.value;
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : odd(name);
}

/** Numbers that name things: compared and written as text. */
export function idOf(node: Node, name = 'id'): string {
  return String(countOf(node, name));
}

export function commitOf(node: Node, name: string): string {
  const commit = stringOf(mapGet(node, name)) ?? '';
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(commit) ? commit : odd(name);
}

/** Of a field that may be missing or null. */
export function itemsOf(node: Node, name: string): readonly Node[] {
  const list = mapGet(node, name);
  const isNone = list === undefined || scalarOf(list)?.value === null;
  return isNone || list.kind === 'seq' ? seqItems(list) : odd(name);
}

/** Ends the reading because of a field. */
export function odd(name: string): never {
  throw new OddField(name);
}
