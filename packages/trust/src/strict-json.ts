import {
  err,
  optional,
  readJson,
  readShape,
  text,
  type OptionalField,
  type Result,
  type Shape,
} from '@plumbline/core';

/** How a JSON document is read: its name in messages, its bounds, its shape. */
export interface JsonForm<T> {
  readonly name: string;
  readonly maxBytes: number;
  readonly shape: Shape<T>;
}

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** Reads a JSON text into a typed value, or says the first thing that is wrong with it. */
export function readStrictJson<T>(bytes: Uint8Array, form: JsonForm<T>): Result<T, string> {
  // Go's JSON readers refuse a byte order mark: what is signed must mean the same to all.
  if (BYTE_ORDER_MARK.equals(bytes.subarray(0, 3))) return err(`${form.name}: a byte order mark`);
  const document = readJson(form.name, bytes, { maxBytes: form.maxBytes });
  if (!document.ok) return err(`${form.name}: ${document.error[0]?.message ?? 'not JSON'}`);
  const value = readShape(form.shape, document.value.root, document.value.source);
  return value.ok ? value : err(`${form.name}: ${value.error[0]?.message ?? 'of another shape'}`);
}

/** Standard padded base64 (RFC 4648 §4) in its one canonical form. */
export function isBase64(text: string): boolean {
  return text !== '' && Buffer.from(text, 'base64').toString('base64') === text;
}

/** Bytes in a JSON document, written so. */
export const BASE64: Shape<string> = text({ expected: 'standard base64', accepts: isBase64 });

/** A field of a protobuf message in JSON: left out and `null` mean the same (ProtoJSON). */
export function field<T>(shape: Shape<T>): OptionalField<T | null> {
  const read: Shape<T | null>['read'] = (node, reading) =>
    node.kind === 'scalar' && node.value === null ? null : shape.read(node, reading);
  return optional({ read, schema: shape.schema }, null);
}
