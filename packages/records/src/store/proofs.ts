import {
  integer,
  mapGet,
  object,
  readJson,
  readShape,
  stringOf,
  text,
  type Shape,
} from '@plumbline/core';

/** Annotations of a layer that cosign attached before its version 3 (cosign, specs/SIGNATURE_SPEC.md). */
const LOG_ENTRY = 'dev.sigstore.cosign/bundle';
const TIMESTAMP = 'dev.sigstore.cosign/rfc3161timestamp';

/** What a bundle proves beside its signature. */
export interface Proofs {
  readonly tlogEntries?: readonly LogEntry[];
  readonly timestampVerificationData?: object;
}

/** What is annotated of a layer; null where it cannot be read. */
export function proofsOf({
  [LOG_ENTRY]: entry,
  [TIMESTAMP]: timestamp,
}: Readonly<Record<string, string>>): Proofs | null {
  const tlogEntry = entry === undefined ? undefined : logEntryOf(entry);
  const read = timestamp === undefined ? undefined : readText(timestamp, TIMESTAMP_ANNOTATION);
  if (tlogEntry === null || read === null) return null;
  const signedTimestamp = read?.SignedRFC3161Timestamp;
  return {
    ...(tlogEntry === undefined ? {} : { tlogEntries: [tlogEntry] }),
    ...(signedTimestamp === undefined
      ? {}
      : { timestampVerificationData: { rfc3161Timestamps: [{ signedTimestamp }] } }),
  };
}

const TIMESTAMP_ANNOTATION = object({ SignedRFC3161Timestamp: text() });
const LOG_ANNOTATION = object({
  SignedEntryTimestamp: text(),
  Payload: object({
    body: text(),
    integratedTime: integer(),
    logIndex: integer(),
    logID: text({ expected: 'a SHA-256', pattern: /^[0-9a-f]{64}$/ }),
  }),
});

/** An entry of Rekor v1, and its promise to hold it, which signs the time. */
function logEntryOf(annotation: string) {
  const read = readText(annotation, LOG_ANNOTATION);
  if (read === null) return null;
  const { SignedEntryTimestamp: signedEntryTimestamp, Payload } = read;
  const { body, integratedTime, logIndex, logID } = Payload;
  const kindVersion = kindOf(Buffer.from(body, 'base64'));
  return kindVersion === null
    ? null
    : {
        logIndex: String(logIndex),
        logId: { keyId: Buffer.from(logID, 'hex').toString('base64') },
        kindVersion,
        integratedTime: String(integratedTime),
        inclusionPromise: { signedEntryTimestamp },
        canonicalizedBody: body,
      };
}

type LogEntry = NonNullable<ReturnType<typeof logEntryOf>>;

function kindOf(body: Uint8Array): { readonly kind: string; readonly version: string } | null {
  const read = readJson('entry', body);
  if (!read.ok) return null;
  const kind = stringOf(mapGet(read.value.root, 'kind'));
  const version = stringOf(mapGet(read.value.root, 'apiVersion'));
  return kind === undefined || version === undefined ? null : { kind, version };
}

function readText<T>(json: string, shape: Shape<T>): T | null {
  const read = readJson('annotation', Buffer.from(json));
  if (!read.ok) return null;
  const value = readShape(shape, read.value.root, read.value.source);
  return value.ok ? value.value : null;
}
