import {
  list,
  object,
  oneOf,
  optional,
  record,
  refined,
  text,
  type Node,
  type Result,
  type Shape,
} from '@plumbline/core';
import { readStrictJson } from '../strict-json.js';

export const STATEMENT_V1 = 'https://in-toto.io/Statement/v1';
/** What `cosign attest-blob --predicate` writes. */
export const STATEMENT_V01 = 'https://in-toto.io/Statement/v0.1';

/** Digests by in-toto name (`sha256`, `gitCommit`, …), lower-case hex. */
export type DigestSet = Readonly<Record<string, string>>;

/** What a statement is about. */
export interface Subject {
  readonly name: string | null;
  readonly uri: string | null;
  readonly digest: DigestSet;
}

/** An in-toto statement (Statement v1; the fields of v0.1 are the same) with a predicate of type T. */
export interface Statement<T = Node> {
  readonly type: typeof STATEMENT_V1 | typeof STATEMENT_V01;
  readonly subjects: readonly Subject[];
  readonly predicateType: string;
  readonly predicate: T;
}

/** A larger statement, or bundle around one, is not read. */
export const MAX_STATEMENT_BYTES = 16 * 1024 * 1024;

/** Of in-toto's digest set those that are hexadecimal; the weak ones may stand beside a strong one. */
const HEX_LENGTHS = new Map([
  ['sha256', [64]],
  ['sha384', [96]],
  ['sha512', [128]],
  ['sha3_256', [64]],
  ['sha3_384', [96]],
  ['sha3_512', [128]],
  ['blake2b', [128]],
  ['sha1', [40]],
  ['sha224', [56]],
  ['md5', [32]],
  ['gitCommit', [40, 64]],
  ['gitTree', [40, 64]],
  ['gitBlob', [40, 64]],
  ['gitTag', [40, 64]],
]);

/** A predicate that is not looked into. */
export const anyPredicate: Shape<Node> = { read: (node) => node, schema: {} };

const HEX = text({ expected: 'lower-case hexadecimal digits', pattern: /^[0-9a-f]+$/ });

const WEAK: ReadonlySet<string> = new Set(['sha224', 'md5']);

/** A digest set (in-toto DigestSet v1) with a digest that counts, and whose values have the length of their algorithm. */
export const digestSet: Shape<DigestSet> = refined(
  record({ expected: 'a digest algorithm', accepts: (name) => HEX_LENGTHS.has(name) }, HEX),
  {
    expected: 'digests of the right length',
    accepts: (digests) =>
      Object.keys(digests).some((name) => !WEAK.has(name)) &&
      Object.entries(digests).every(([name, hex]) => HEX_LENGTHS.get(name)?.includes(hex.length)),
  },
);

/** The other fields of a resource descriptor say nothing that is decided by. */
const DESCRIPTION = {
  mediaType: optional(anyPredicate, null),
  content: optional(anyPredicate, null),
  downloadLocation: optional(anyPredicate, null),
  annotations: optional(anyPredicate, null),
};

const SUBJECT: Shape<Subject> = refined(
  object({
    name: optional(text(), null),
    uri: optional(text(), null),
    digest: digestSet,
    ...DESCRIPTION,
  }),
  {
    expected: 'a name or a uri',
    accepts: (subject) => subject.name !== null || subject.uri !== null,
  },
);

/** Reads a statement strictly: unknown fields, empty digests and upper-case hex are refused. */
export function parseStatement<T>(
  bytes: Uint8Array,
  predicate: Shape<T>,
): Result<Statement<T>, string> {
  const shape = object({
    _type: oneOf(STATEMENT_V1, STATEMENT_V01),
    subject: refined(list(SUBJECT), {
      expected: 'one subject or more',
      accepts: (subjects) => subjects.length > 0,
    }),
    predicateType: text(),
    predicate,
  });
  const read = readStrictJson(bytes, { name: 'statement', maxBytes: MAX_STATEMENT_BYTES, shape });
  if (!read.ok) return read;
  const { _type: type, subject, ...rest } = read.value;
  const subjects = subject.map(({ name, uri, digest }) => ({ name, uri, digest }));
  return { ok: true, value: { type, subjects, ...rest } };
}
